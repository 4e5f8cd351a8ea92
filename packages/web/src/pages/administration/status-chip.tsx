import type { Account } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../ui/chip.tsx';

/** Whether somebody may sign in; only what is unusual is coloured. */
export function StatusChip({ status }: { status: Account['status'] }) {
  const { t } = useTranslation();
  const word = t(`administration.statuses.${status}`);
  return status === 'suspended' ? <Chip tone="warning">{word}</Chip> : <span>{word}</span>;
}
