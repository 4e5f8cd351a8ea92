import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { popupLook, shadeLook } from '../ui/dialog-look.ts';

interface LeaveGuardProps {
  /** Whether something would be lost now: typed, and neither saved nor being saved. */
  wouldLose: () => boolean;
}

/** Asks before what was typed is lost, whichever way the page is left. */
export function LeaveGuard({ wouldLose }: LeaveGuardProps) {
  const { t } = useTranslation();
  const blocker = useBlocker({
    // A search beside the form leaves the form where it is.
    shouldBlockFn: ({ current, next }) => wouldLose() && current.pathname !== next.pathname,
    enableBeforeUnload: wouldLose,
    withResolver: true,
  });
  return (
    <AlertDialog.Root open={blocker.status === 'blocked'} onOpenChange={(open) => !open && blocker.reset?.()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={shadeLook} />
        <AlertDialog.Popup className={`${popupLook} max-w-[440px] flex flex-col gap-4`}>
          <AlertDialog.Title className="text-21 font-strong">{t('leave.title')}</AlertDialog.Title>
          <AlertDialog.Description>{t('leave.about')}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-3 max-wide:*:grow">
            <AlertDialog.Close render={<Button />}>{t('leave.stay')}</AlertDialog.Close>
            <Button kind="danger-main" onClick={() => blocker.proceed?.()}>
              {t('leave.leave')}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
