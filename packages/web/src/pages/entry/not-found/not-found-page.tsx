import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';

export function NotFoundPage(): ReactNode {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('not_found.title')}</Heading>
      <p>{t('not_found.about')}</p>
      <ButtonLink to="/" kind="main" isWide>
        {t('not_found.home')}
      </ButtonLink>
    </EntryPage>
  );
}
