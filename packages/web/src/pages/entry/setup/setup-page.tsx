import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { useTokenOfLink } from '../use-token-of-link.ts';
import { SetupForm } from './setup-form.tsx';

export function SetupPage() {
  const { t } = useTranslation();
  const { setup_open: isOpen } = publicSettings();
  const token = useTokenOfLink();
  const [refusal, setRefusal] = useState<'used' | 'done' | null>(null);
  if (refusal === 'done' || (!isOpen && token === null)) return <Over />;
  if (refusal === 'used' || token === null) return <Dead />;
  return (
    <EntryPage>
      <Heading>{t('setup.title')}</Heading>
      <p>{t('setup.about')}</p>
      <SetupForm token={token} onRefused={setRefusal} />
    </EntryPage>
  );
}

function Over() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('setup.done_title')}</Heading>
      <p>{t('setup.done')}</p>
      <ButtonLink to="/sign-in" kind="main" isWide>
        {t('sign_in.submit')}
      </ButtonLink>
    </EntryPage>
  );
}

function Dead() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('setup.used_title')}</Heading>
      <p>{t('setup.used')}</p>
      <ButtonLink to="/" isWide>
        {t('not_found.home')}
      </ButtonLink>
    </EntryPage>
  );
}
