import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { portress } from '../../../session/portress.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { sessionsQuery } from './sessions-query.ts';

export function SignOutEverywhereElse({ onDone }: { onDone: (done: string) => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();

  const ended = useRef(0);

  async function signOut(): Promise<void> {
    ended.current = (await portress.signOutEverywhere({ keepCurrent: true })).ended_sessions;
  }

  function tell(): void {
    onDone(t('devices.everywhere_done', { count: ended.current }));
    void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  }

  return (
    <section className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <p className="text-muted">{t('devices.everywhere_about')}</p>
      <ConfirmDialog
        label={t('devices.everywhere')}
        title={t('devices.everywhere_title')}
        about={t('devices.everywhere_confirm')}
        confirmLabel={t('devices.everywhere')}
        onConfirm={signOut}
        onConfirmed={tell}
      />
    </section>
  );
}
