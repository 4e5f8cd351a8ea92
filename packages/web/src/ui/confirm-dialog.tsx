import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { StillWorking } from './still-working.tsx';

interface ConfirmDialogProps {
  /** On the button that asks. */
  label: string;
  /** For a screen reader, where the same button stands in every row. */
  describedLabel?: string;
  title: string;
  about: string;
  confirmLabel: string;
  /** The dialog stays open, and tells, when this fails. */
  onConfirm: () => Promise<void>;
  /** Called once the dialog is gone and the focus is back where it was. */
  onConfirmed: () => void;
}

/** A danger button that is outlined until its dialog has been answered. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { label, describedLabel, title, about, confirmLabel, onConfirm, onConfirmed } = props;
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function confirm(): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      await onConfirm();
      setIsOpen(false);
      onConfirmed();
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  const openOrClose = (open: boolean) => {
    setError(null);
    setIsOpen(open);
  };
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={openOrClose}>
      <AlertDialog.Trigger render={<Button kind="danger" aria-label={describedLabel} />}>{label}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-20 animate-appear bg-shade" />
        <AlertDialog.Popup className="fixed inset-x-4 top-1/2 z-20 mx-auto flex max-h-[90dvh] max-w-[440px] -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-panel border border-line bg-raised p-6 shadow-floating">
          <AlertDialog.Title className="text-21 font-strong">{title}</AlertDialog.Title>
          <AlertDialog.Description className="wordy">{about}</AlertDialog.Description>
          {error !== null && <ProblemNotice error={error} />}
          <div className="flex flex-wrap justify-end gap-3 max-wide:*:grow">
            <AlertDialog.Close render={<Button />}>{t('common.cancel')}</AlertDialog.Close>
            <Button kind="danger-main" isBusy={isBusy} onClick={() => void confirm()}>
              {confirmLabel}
            </Button>
          </div>
          <StillWorking isOn={isBusy} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
