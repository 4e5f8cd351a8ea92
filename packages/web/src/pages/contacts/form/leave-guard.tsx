import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useBlocker } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';

interface LeaveGuardProps {
  isDirty: boolean;
  /** Set once everything is saved. */
  isSaved: RefObject<boolean>;
}

/** Asks before what was typed is lost, whichever way the page is left. */
export function LeaveGuard({ isDirty, isSaved }: LeaveGuardProps) {
  const { t } = useTranslation();
  const blocker = useBlocker({
    // A search beside the form leaves the form where it is.
    shouldBlockFn: ({ current, next }) => isDirty && !isSaved.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => isDirty && !isSaved.current,
    withResolver: true,
  });
  return (
    <AlertDialog.Root open={blocker.status === 'blocked'} onOpenChange={(open) => !open && blocker.reset?.()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 animate-appear bg-shade" />
        <AlertDialog.Popup className="fixed inset-x-4 top-1/2 z-30 mx-auto flex max-w-[440px] -translate-y-1/2 flex-col gap-4 rounded-panel border border-line bg-raised p-6 shadow-floating">
          <AlertDialog.Title className="text-21 font-strong">{t('contacts.form.leave_title')}</AlertDialog.Title>
          <AlertDialog.Description>{t('contacts.form.leave_about')}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-3 max-wide:*:grow">
            <AlertDialog.Close render={<Button />}>{t('contacts.form.stay')}</AlertDialog.Close>
            <Button kind="danger-main" onClick={() => blocker.proceed?.()}>
              {t('contacts.form.leave')}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
