import type { Account } from '@portress/sdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignedInOnly } from '../../../frame/signed-in-only.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { PasswordForm } from './password-form.tsx';

export function PasswordPage() {
  const { t } = useTranslation();
  return <SignedInOnly title={t('password.title')}>{(account) => <Password account={account} />}</SignedInOnly>;
}

function Password({ account }: { account: Account }) {
  const { t } = useTranslation();
  const [ended, setEnded] = useState<number | null>(null);
  return (
    <>
      <div className="flex flex-col gap-2">
        <Heading>{t('password.title')}</Heading>
        <p className="text-muted">{t('password.about')}</p>
        <div role="status" className="not-empty:mt-4">
          {ended !== null && (
            <Notice tone="success" title={t('password.saved')}>
              <p>{t('password.ended', { count: ended })}</p>
            </Notice>
          )}
        </div>
      </div>
      <div className="max-w-[400px]">
        <PasswordForm account={account} onSend={() => setEnded(null)} onSaved={setEnded} />
      </div>
    </>
  );
}
