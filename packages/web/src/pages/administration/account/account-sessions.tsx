import type { Account } from '@portress/sdk';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { presenceQuery } from '../../../session/account.ts';
import { queryClient } from '../../../session/query-client.ts';
import { usePages } from '../../../session/use-pages.ts';
import { nameOf } from '../../../ui/account-name.ts';
import { Button } from '../../../ui/button.tsx';
import { DeedDialog } from '../../../ui/deed-dialog.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Section } from '../../../ui/rows.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { Device } from '../../account/devices/device.tsx';
import { DevicesSkeleton } from '../../account/devices/devices-skeleton.tsx';
import { administration, readAnew } from '../administration.ts';
import { useKeepFocus } from '../keep-focus.ts';
import { sessionsQuery } from './account-queries.ts';

/** The devices that somebody is signed in on. */
export function AccountSessions({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { items, error, retry, more, isBusyWithMore } = usePages(sessionsQuery(account.id));
  useKeepFocus(items?.length);
  return (
    <Section title={t('administration.account.sessions')}>
      {error !== null && (
        <div className="flex flex-col items-start gap-4">
          <ProblemNotice error={error} />
          <Button onClick={retry}>{t('common.try_again')}</Button>
        </div>
      )}
      {items === undefined && error === null && <DevicesSkeleton />}
      {items?.length === 0 && (
        <p className="border-y border-line py-4 text-muted">{t('administration.account.no_sessions')}</p>
      )}
      {items && items.length > 0 && (
        <>
          <ul className="border-b border-line">
            {items.map((session) => (
              <Device key={session.id} session={session} />
            ))}
          </ul>
          <div className="flex flex-wrap gap-3 pt-4">
            {more && (
              <Button isBusy={isBusyWithMore} onClick={more}>
                {t('common.more')}
              </Button>
            )}
            <SignOutEverywhere account={account} />
          </div>
        </>
      )}
    </Section>
  );
}

function SignOutEverywhere({ account }: { account: Account }) {
  const { t } = useTranslation();
  const toast = useToast();
  const ended = useRef(0);
  return (
    <DeedDialog
      kind="danger"
      label={t('administration.account.sign_out')}
      title={t('administration.account.sign_out_title', { name: nameOf(account) })}
      about={t('administration.account.sign_out_about')}
      confirmLabel={t('administration.account.sign_out')}
      confirmKind="danger-main"
      onConfirm={async () => {
        ended.current = (await administration.accounts.signOut(account.id)).ended_sessions;
      }}
      onConfirmed={() => {
        toast({ text: t('administration.account.signed_out', { count: ended.current }) });
        void readAnew();
        void queryClient.invalidateQueries(presenceQuery);
      }}
    />
  );
}
