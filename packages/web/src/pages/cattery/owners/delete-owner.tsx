import type { Owner } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../ui/toasts.tsx';
import { cattery, forgetOwner } from '../cattery.ts';
import { DeleteShared } from '../delete-shared.tsx';
import type { Outcome } from '../use-outcome.ts';
import { nameOfOwner } from './name-of-owner.ts';

/** Only who has no cats any more; the service knows. */
export function DeleteOwner({ owner, outcome }: { owner: Owner; outcome: Outcome }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toast = useToast();

  async function leave(): Promise<void> {
    await navigate({ to: '/owners', replace: true });
    forgetOwner(owner.id);
    toast({ text: t('cattery.owners.deleted', { owner: nameOfOwner(owner) }) });
  }

  return (
    <DeleteShared
      title={t('cattery.owners.delete_title', { owner: nameOfOwner(owner) })}
      about={t('cattery.delete_about')}
      remove={() => cattery.owners.delete(owner.id)}
      outcome={outcome}
      onDeleted={() => void leave()}
    />
  );
}
