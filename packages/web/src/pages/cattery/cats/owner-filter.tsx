import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ownerQuery } from '../cattery.ts';
import { nameOfOwner } from '../owners/name-of-owner.ts';

/** Whose cats the list holds, and the way to all of them. */
export function OwnerFilter({ ownerId }: { ownerId: string }) {
  const { t } = useTranslation();
  const { data: owner, isPending } = useQuery(ownerQuery(ownerId));
  const name = owner ? nameOfOwner(owner) : t('cattery.cats.unknown_owner');
  return (
    <p className="flex min-h-8 max-w-full items-center self-start rounded-chip bg-accent-soft pl-3 text-13 font-medium text-accent pointer-coarse:min-h-11">
      <span className="wordy">{isPending ? '…' : t('cattery.cats.of_owner', { owner: name })}</span>
      <Link
        to="/cats"
        aria-label={t('cattery.cats.clear_owner')}
        className="flex size-8 shrink-0 items-center justify-center rounded-chip hover:text-accent-hover pointer-coarse:size-11"
      >
        <X aria-hidden="true" size={16} strokeWidth={1.75} />
      </Link>
    </p>
  );
}
