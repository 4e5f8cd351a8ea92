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

/** Opening the link changes nothing: mail scanners open every link, and only people press buttons. */
export function VerifyEmailPage() {
  const token = useTokenOfLink();
  const [confirmed, setConfirmed] = useState<Account | null>(null);
  const [isUsed, setIsUsed] = useState(false);
  if (confirmed) return <Confirmed account={confirmed} />;
  if (isUsed) return <Used />;
  if (token === null) return <Missing />;
  return <Confirm token={token} onConfirmed={setConfirmed} onUsed={() => setIsUsed(true)} />;
}

interface ConfirmProps {
  token: string;
  onConfirmed: (account: Account) => void;
  onUsed: () => void;
}

function Confirm({ token, onConfirmed, onUsed }: ConfirmProps) {
  const { t } = useTranslation();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function confirm(): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      const account = await portress.verifyEmail({ token });
      forgetTokenOfLink();
      void queryClient.invalidateQueries(presenceQuery);
      onConfirmed(account);
    } catch (failure) {
      setIsBusy(false);
      if (failure instanceof PortressProblem && failure.code === 'invalid_token') onUsed();
      else setError(failure);
    }
  }

  return (
    <EntryPage>
      <Heading>{t('verify.title')}</Heading>
      <p>{t('verify.about')}</p>
      {error !== null && <ProblemNotice error={error} />}
      <Button kind="main" isWide isBusy={isBusy} onClick={() => void confirm()}>
        {t('verify.submit')}
      </Button>
      <StillWorking isOn={isBusy} />
    </EntryPage>
  );
}

function Confirmed({ account }: { account: Account }) {
  const { t } = useTranslation();
  const isSignedIn = usePresence().data?.account != null;
  return (
    <EntryPage>
      <Heading>{t('verify.done_title')}</Heading>
      <p className="wordy">{t('verify.done', { email: account.email })}</p>
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

function Used() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('verify.used_title')}</Heading>
      <p>{t('verify.used')}</p>
      <div className="flex flex-col gap-3">
        <ButtonLink to="/sign-in" kind="main" isWide>
          {t('verify.sign_in')}
        </ButtonLink>
        <ButtonLink to="/check-your-mail" isWide>
          {t('verify.again')}
        </ButtonLink>
      </div>
    </EntryPage>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <EntryPage>
      <Heading>{t('verify.missing_title')}</Heading>
      <p>{t('verify.missing')}</p>
      <ButtonLink to="/check-your-mail" kind="main" isWide>
        {t('verify.enter_code')}
      </ButtonLink>
    </EntryPage>
  );
}
