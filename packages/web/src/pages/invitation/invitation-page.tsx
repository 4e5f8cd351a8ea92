import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../settings/public-settings.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { EntryPage } from '../../ui/entry-page.tsx';
import { Heading } from '../../ui/heading.tsx';
import { Support } from '../../ui/support.tsx';
import { SignUpForm } from '../sign-up/sign-up-form.tsx';
import { useTokenOfLink } from '../use-token-of-link.ts';

/** Where the link of an invitation leads. Opening it spends nothing: an invitation is used by making the account. */
export function InvitationPage() {
  const { t } = useTranslation();
  const token = useTokenOfLink();
  const [isDead, setIsDead] = useState(false);
  const { product_name: product } = publicSettings();
  if (token === null || isDead) return <Dead what={isDead ? 'dead' : 'missing'} />;
  return (
    <EntryPage>
      <Heading>{t('invitation.title')}</Heading>
      <p>{t('invitation.about', { product })}</p>
      <SignUpForm invitation={{ token, onDead: () => setIsDead(true) }} />
    </EntryPage>
  );
}

function Dead({ what }: { what: 'dead' | 'missing' }) {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading key={what}>{t(`invitation.${what}_title`)}</Heading>
      <p>{t(`invitation.${what}`)}</p>
      <Support />
      <ButtonLink to="/sign-in" search={true} kind="main" isWide>
        {t('sign_up.sign_in')}
      </ButtonLink>
    </EntryPage>
  );
}
