import { type Account, PortressProblem } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { presenceQuery, usePresence } from '../../session/account.ts';
import { portress } from '../../session/portress.ts';
import { queryClient } from '../../session/query-client.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { EntryPage } from '../../ui/entry-page.tsx';
import { Heading } from '../../ui/heading.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { StillWorking } from '../../ui/still-working.tsx';
import { forgetTokenOfLink, useTokenOfLink } from '../use-token-of-link.ts';

type Outcome = { is: 'waiting' | 'used' | 'taken' } | { is: 'done'; account: Account };

/** Where the mail to a new address leads. Opening it changes nothing: mail scanners open every link. */
export function ConfirmEmailPage() {
  const token = useTokenOfLink();
  const [outcome, setOutcome] = useState<Outcome>({ is: 'waiting' });
  if (outcome.is === 'done') return <Changed account={outcome.account} />;
  if (outcome.is === 'used' || outcome.is === 'taken') return <Refused reason={outcome.is} />;
  if (token === null) return <Refused reason="missing" />;
  return <Confirm token={token} onOutcome={setOutcome} />;
}

function Confirm({ token, onOutcome }: { token: string; onOutcome: (outcome: Outcome) => void }) {
  const { t } = useTranslation();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function confirm(): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      const account = await portress.account.confirmEmailChange({ token });
      forgetTokenOfLink();
      void queryClient.invalidateQueries(presenceQuery);
      onOutcome({ is: 'done', account });
    } catch (failure) {
      setIsBusy(false);
      if (failure instanceof PortressProblem && failure.code === 'invalid_token') onOutcome({ is: 'used' });
      else if (failure instanceof PortressProblem && failure.code === 'email_taken') onOutcome({ is: 'taken' });
      else setError(failure);
    }
  }

  return (
    <EntryPage>
      <Heading>{t('confirm_email.title')}</Heading>
      <p>{t('confirm_email.about')}</p>
      {error !== null && <ProblemNotice error={error} />}
      <Button kind="main" isWide isBusy={isBusy} onClick={() => void confirm()}>
        {t('confirm_email.submit')}
      </Button>
      <StillWorking isOn={isBusy} />
    </EntryPage>
  );
}

function Changed({ account }: { account: Account }) {
  const { t } = useTranslation();
  const isSignedIn = usePresence().data?.account != null;
  return (
    <EntryPage>
      <Heading>{t('confirm_email.done_title')}</Heading>
      <p className="wordy">{t('confirm_email.done', { email: account.email })}</p>
      {isSignedIn ? (
        <ButtonLink to="/account" kind="main" isWide>
          {t('verify.account')}
        </ButtonLink>
      ) : (
        <ButtonLink to="/sign-in" state={{ email: account.email }} kind="main" isWide>
          {t('verify.sign_in')}
        </ButtonLink>
      )}
    </EntryPage>
  );
}

/** The account has the address it had; or the new one already, where the link was used before. */
function Refused({ reason }: { reason: 'used' | 'taken' | 'missing' }) {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t(`confirm_email.${reason}_title`)}</Heading>
      <p>{t(`confirm_email.${reason}`)}</p>
      <ButtonLink to="/account" kind="main" isWide>
        {t('verify.account')}
      </ButtonLink>
    </EntryPage>
  );
}
