import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Support } from '../../../ui/support.tsx';
import { useGoOn } from '../sign-in/use-go-on.ts';
import { SignUpForm } from './sign-up-form.tsx';

export function SignUpPage() {
  const { t } = useTranslation();
  const { sign_up: signUp } = publicSettings();
  useGoOn();
  if (signUp !== 'open') return <SignUpClosed by={signUp} />;
  return (
    <EntryPage>
      <Heading>{t('sign_up.title')}</Heading>
      <SignUpForm />
      <p>
        {t('sign_up.already')}{' '}
        <Link to="/sign-in" search={true} className="text-link">
          {t('sign_up.sign_in')}
        </Link>
      </p>
    </EntryPage>
  );
}

function SignUpClosed({ by }: { by: 'invite' | 'closed' }) {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t(`sign_up.${by}_title`)}</Heading>
      <p>{t(`sign_up.${by}`)}</p>
      <Support />
      <ButtonLink to="/sign-in" search={true} kind="main" isWide>
        {t('sign_up.sign_in')}
      </ButtonLink>
    </EntryPage>
  );
}
