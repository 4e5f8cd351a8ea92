import { PortressProblem, type Session } from '@portress/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { portress } from '../../../session/portress.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { deviceName } from '../../../ui/device-words.ts';
import { sessionsQuery } from './sessions-query.ts';

/** Ends one device's session, after a second look. */
export function EndSession({ session, onDone }: { session: Session; onDone: (done: string) => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const device = deviceName(session.device_name, t);

  async function end(): Promise<void> {
    try {
      await portress.sessions.end(session.id);
    } catch (error) {
      // Ended already, elsewhere: that is what was asked for.
      if (!(error instanceof PortressProblem && error.status === 404)) throw error;
    }
  }

  function tell(): void {
    onDone(t('devices.ended', { device }));
    void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  }

  return (
    <ConfirmDialog
      label={t('devices.end')}
      describedLabel={t('devices.end_named', { device })}
      title={t('devices.end_title')}
      about={t('devices.end_about', { device })}
      confirmLabel={t('devices.end')}
      onConfirm={end}
      onConfirmed={tell}
    />
  );
}
