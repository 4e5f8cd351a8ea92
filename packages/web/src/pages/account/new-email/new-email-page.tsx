import type { Account } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { publicSettings } from '../../../settings/public-settings.ts';
import { Heading } from '../../../ui/heading.tsx';
import { InboxLink } from '../../../ui/inbox-link.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { NewEmailForm } from './new-email-form.tsx';

export function NewEmailPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('new_email.title')}>{(account) => <NewEmail account={account} />}</SignedInOnly>;
}

function NewEmail({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { mail } = publicSettings();
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('new_email.title')}</Heading>
        <p className="text-muted">{t('new_email.about')}</p>
        <div role="status" className="not-empty:mt-4">
          {sentTo !== null && (
            <Notice tone="success" title={t('new_email.sent_title')}>
              <p className="wordy">{t('new_email.sent', { email: sentTo, present: account.email })}</p>
              <InboxLink />
            </Notice>
          )}
        </div>
      </div>
      {mail === 'off' ? (
        <p>{t('new_email.mail_off')}</p>
      ) : (
        <div className="max-w-[400px]">
          <NewEmailForm account={account} onSend={() => setSentTo(null)} onSent={setSentTo} />
        </div>
      )}
    </>
  );
}
