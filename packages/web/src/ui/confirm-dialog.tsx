import { DeedDialog } from './deed-dialog.tsx';

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
  return <DeedDialog {...props} kind="danger" confirmKind="danger-main" />;
}
