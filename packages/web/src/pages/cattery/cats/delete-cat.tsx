import type { Cat } from '@portress/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../ui/toasts.tsx';
import { cattery, forgetCat } from '../cattery.ts';
import { DeleteShared } from '../delete-shared.tsx';
import { useListedOwner } from '../use-address.ts';
import type { Outcome } from '../use-outcome.ts';
import { catsOf } from './cats-search.ts';

/** The cat is everybody's, and nothing brings it back. */
export function DeleteCat({ cat, outcome }: { cat: Cat; outcome: Outcome }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const toast = useToast();
  const ownerId = useListedOwner();

  async function leave(): Promise<void> {
    await navigate({ to: '/cats', search: catsOf(ownerId), replace: true });
    forgetCat(cat.id);
    toast({ text: t('cattery.cats.deleted', { nickname: cat.nickname }) });
  }

  return (
    <DeleteShared
      title={t('cattery.cats.delete_title', { nickname: cat.nickname })}
      about={t('cattery.delete_about')}
      remove={() => cattery.cats.delete(cat.id)}
      outcome={outcome}
      onDeleted={() => void leave()}
    />
  );
}
