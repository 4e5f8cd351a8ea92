import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { popupLook, shadeLook } from './dialog-look.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { StillWorking } from './still-working.tsx';

interface DeedDialogProps {
  /** On the button that asks. */
  label: string;
  kind?: 'plain' | 'main' | 'danger';
  /** 32 px high, for a row of a table. */
  isSmall?: boolean;
  /** For a screen reader, where the same button stands in every row. */
  describedLabel?: string | undefined;
  title: string;
  about: string;
  /** What has to be chosen or typed first. */
  children?: ReactNode;
  confirmLabel: string;
  confirmKind?: 'main' | 'danger-main';
  /** Not yet: something is still to be chosen or typed. */
  isBarred?: boolean;
  onOpen?: () => void;
  /** The dialog stays open, and tells, when this fails. */
  onConfirm: () => Promise<void>;
  /** Called once the dialog is gone. */
  onConfirmed: () => void;
}

/** A deed that is looked at twice: what it does at once, and where needed something to choose or to type. */
export function DeedDialog(props: DeedDialogProps) {
  const {
    label,
    kind = 'plain',
    isSmall = false,
    describedLabel,
    confirmKind = 'main',
    isBarred = false,
    onOpen,
  } = props;
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function confirm(): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      await props.onConfirm();
      setIsOpen(false);
      props.onConfirmed();
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  const openOrClose = (open: boolean) => {
    setError(null);
    if (open) onOpen?.();
    setIsOpen(open);
  };
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={openOrClose}>
      <AlertDialog.Trigger render={<Button kind={kind} isSmall={isSmall} aria-label={describedLabel} />}>
        {label}
      </AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={shadeLook} />
        <AlertDialog.Popup className={`${popupLook} max-w-[480px]`}>
          <form
            noValidate
            className="flex flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              if (!isBusy && !isBarred) void confirm();
            }}
          >
            <AlertDialog.Title className="text-21 font-strong">{props.title}</AlertDialog.Title>
            <AlertDialog.Description className="wordy">{props.about}</AlertDialog.Description>
            {props.children}
            {error !== null && <ProblemNotice error={error} />}
            <div className="flex flex-wrap justify-end gap-3 max-wide:*:grow">
              <AlertDialog.Close render={<Button />}>{t('common.cancel')}</AlertDialog.Close>
              <Button type="submit" kind={confirmKind} isBusy={isBusy} isBarred={isBarred}>
                {props.confirmLabel}
              </Button>
            </div>
            <StillWorking isOn={isBusy} />
          </form>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
