import { type Account, PortressProblem, type ProblemCode } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rememberedWay } from '../../return-to/remembered-way.ts';
import { presenceQuery, usePresence } from '../../session/account.ts';
import { queryClient } from '../../session/query-client.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { EntryPage } from '../../ui/entry-page.tsx';
import { Heading } from '../../ui/heading.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { StillWorking } from '../../ui/still-working.tsx';
import { tellConfirmed } from './check-your-mail/confirmed-news.ts';
import { forgetTokenOfLink } from './use-token-of-link.ts';

interface AddressConfirmedProps {
  title: string;
  about: string;
  account: Account;
  /** What whoever is not signed in here may do besides. */
  elsewhere?: string | undefined;
}

interface PressToConfirmProps {
  words: { title: string; about: string; submit: string };
  /** Spends the token of the link. */
  confirm: () => Promise<Account>;
  onConfirmed: (account: Account) => void;
  /** @returns whether another page tells of this refusal */
  onRefused: (code: ProblemCode) => boolean;
}

/** Where a mailed link to an address leads. Opening it changes nothing: mail scanners open every link, only people press. */
export function PressToConfirm({ words, confirm, onConfirmed, onRefused }: PressToConfirmProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function press(): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      const account = await confirm();
      forgetTokenOfLink();
      tellConfirmed();
      void queryClient.invalidateQueries(presenceQuery);
      onConfirmed(account);
    } catch (failure) {
      setIsBusy(false);
      if (!(failure instanceof PortressProblem) || !onRefused(failure.code)) setError(failure);
    }
  }

  return (
    <EntryPage>
      <Heading>{words.title}</Heading>
      <p>{words.about}</p>
      {error !== null && <ProblemNotice error={error} />}
      <Button kind="main" isWide isBusy={isBusy} onClick={() => void press()}>
        {words.submit}
      </Button>
      <StillWorking isOn={isBusy} />
    </EntryPage>
  );
}

/** The address is proved; whoever is not signed in here goes on to do so. */
export function AddressConfirmed({ title, about, account, elsewhere }: AddressConfirmedProps) {
  const { t } = useTranslation();
  const isSignedIn = usePresence().data?.account != null;
  return (
    <EntryPage>
      <Heading>{title}</Heading>
      <p className="wordy">{about}</p>
      {elsewhere && !isSignedIn && <p className="text-muted">{elsewhere}</p>}
      {isSignedIn ? (
        <ButtonLink to="/account" kind="main" isWide>
          {t('verify.account')}
        </ButtonLink>
      ) : (
        <ButtonLink to="/sign-in" search={rememberedWay()} state={{ email: account.email }} kind="main" isWide>
          {t('verify.sign_in')}
        </ButtonLink>
      )}
    </EntryPage>
  );
}
