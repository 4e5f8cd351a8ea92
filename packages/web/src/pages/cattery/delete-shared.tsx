import { PortressProblem } from '@portress/sdk';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { Outcome } from './use-outcome.ts';
import { isProblem } from './use-refusal.ts';

interface DeleteSharedProps {
  title: string;
  about: string;
  remove: () => Promise<void>;
  outcome: Outcome;
  onDeleted: () => void;
}

/**
 * Deletes what is everybody's, after a second look. What trying again can't mend is told on the page, where there is room
 * for the way out; the rest in the dialog.
 */
export function DeleteShared({ title, about, remove, outcome, onDeleted }: DeleteSharedProps) {
  const { t } = useTranslation();
  const refusal = useRef<unknown>(null);

  async function removeOrTell(): Promise<void> {
    refusal.current = null;
    outcome.clear();
    try {
      await remove();
    } catch (error) {
      // Deleted already, elsewhere: that is what was asked for.
      if (isProblem(error, 'not_found')) return;
      if (!isFinal(error)) throw error;
      refusal.current = error;
    }
  }

  return (
    <ConfirmDialog
      label={t('common.delete')}
      title={title}
      about={about}
      confirmLabel={t('common.delete')}
      onConfirm={removeOrTell}
      onConfirmed={() => (refusal.current === null ? onDeleted() : outcome.refuse(refusal.current))}
    />
  );
}

const isFinal = (error: unknown): boolean =>
  error instanceof PortressProblem && (error.code === 'forbidden' || error.code === 'owner_has_cats');
