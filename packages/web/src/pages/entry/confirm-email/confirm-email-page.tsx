import type { Account } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { portress } from '../../../session/portress.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { EntryPage } from '../../../ui/entry-page.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { AddressConfirmed, PressToConfirm } from '../address-link.tsx';
import { useTokenOfLink } from '../use-token-of-link.ts';

type Outcome = { is: 'waiting' | 'used' | 'taken' } | { is: 'done'; account: Account };

/** Where the mail to a new address leads. */
export function ConfirmEmailPage() {
  const { t } = useTranslation();
  const token = useTokenOfLink();
  const [outcome, setOutcome] = useState<Outcome>({ is: 'waiting' });
  if (outcome.is === 'done') {
    const { account } = outcome;
    const about = t('confirm_email.done', { email: account.email });
    return <AddressConfirmed title={t('confirm_email.done_title')} about={about} account={account} />;
  }
  if (outcome.is === 'used' || outcome.is === 'taken') return <Refused reason={outcome.is} />;
  if (token === null) return <Refused reason="missing" />;
  return (
    <PressToConfirm
      words={{
        title: t('confirm_email.title'),
        about: t('confirm_email.about'),
        submit: t('confirm_email.submit'),
      }}
      confirm={() => portress.account.confirmEmailChange({ token })}
      onConfirmed={(account) => setOutcome({ is: 'done', account })}
      onRefused={(code) => {
        if (code === 'invalid_token') setOutcome({ is: 'used' });
        else if (code === 'email_taken') setOutcome({ is: 'taken' });
        else return false;
        return true;
      }}
    />
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
