import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignOut } from '../../../frame/use-sign-out.ts';
import { usePresence } from '../../../session/account.ts';
import { publicSettings } from '../../../settings/public-settings.ts';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Support } from '../../../ui/support.tsx';
import { useGoOn } from '../sign-in/use-go-on.ts';
import { SignUpForm } from '../sign-up/sign-up-form.tsx';
import { useTokenOfLink } from '../use-token-of-link.ts';

/** Where the link of an invitation leads. Opening it spends nothing: an invitation is used by making the account. */
export function InvitationPage() {
  const token = useTokenOfLink();
  const presence = usePresence().data;
  const [isDead, setIsDead] = useState(false);
  const [arrivedAs, setArrivedAs] = useState<string | null>();
  if (arrivedAs === undefined && presence !== undefined) setArrivedAs(presence.account?.email ?? null);
  if (token === null || isDead) return <Dead what={isDead ? 'dead' : 'missing'} />;
  if (arrivedAs && presence?.account) return <SignedInAlready email={arrivedAs} />;
  return <Invited token={token} onDead={() => setIsDead(true)} />;
}

function Invited({ token, onDead }: { token: string; onDead: () => void }) {
  const { t } = useTranslation();
  const { product_name: product } = publicSettings();
  useGoOn();
  return (
    <EntryPage>
      <Heading>{t('invitation.title')}</Heading>
      <p>{t('invitation.about', { product })}</p>
      <SignUpForm invitation={{ token, onDead }} />
    </EntryPage>
  );
}

/** An invitation makes an account; whoever has one may have opened it for somebody else, or by mistake. */
function SignedInAlready({ email }: { email: string }) {
  const { t } = useTranslation();
  const { signOut, isBusy, error } = useSignOut();
  return (
    <EntryPage>
      <Heading>{t('invitation.title')}</Heading>
      <p className="wordy">{t('sign_in.already', { email })}</p>
      <p>{t('invitation.signed_in')}</p>
      {error !== null && <ProblemNotice error={error} />}
      <div className="flex flex-col gap-3">
        <ButtonLink to="/account" kind="main" isWide>
          {t('invitation.keep')}
        </ButtonLink>
        <Button isWide isBusy={isBusy} onClick={signOut}>
          {t('invitation.sign_out')}
        </Button>
      </div>
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
