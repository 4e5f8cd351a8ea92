import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberedWay } from '../../../return-to/remembered-way.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { useTokenOfLink } from '../use-token-of-link.ts';
import { ResetPasswordForm } from './reset-password-form.tsx';

export function ResetPasswordPage() {
  const { t } = useTranslation();
  const token = useTokenOfLink();
  const [isUsed, setIsUsed] = useState(false);
  if (token === null || isUsed) return <Dead what={isUsed ? 'used' : 'missing'} />;
  return (
    <EntryPage>
      <Heading>{t('reset.title')}</Heading>
      <p>{t('reset.about')}</p>
      <ResetPasswordForm token={token} onUsed={() => setIsUsed(true)} />
    </EntryPage>
  );
}

function Dead({ what }: { what: 'used' | 'missing' }) {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading key={what}>{t(`reset.${what}_title`)}</Heading>
      <p>{t(`reset.${what}`)}</p>
      <ButtonLink to="/forgotten-password" search={rememberedWay()} kind="main" isWide>
        {t('reset.again')}
      </ButtonLink>
    </EntryPage>
  );
}
