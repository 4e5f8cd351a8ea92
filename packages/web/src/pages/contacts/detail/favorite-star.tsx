import type { Contact } from '@portress/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../ui/toasts.tsx';
import { addressBook } from '../address-book.ts';
import { fullName } from '../contact-name.ts';
import { showChanged } from '../list/contact-cache.ts';

/** Shown at once, and taken back when the service did not take it. */
export function FavoriteStar({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toast = useToast();
  const [isBusy, setIsBusy] = useState(false);
  const { id, favorite } = contact;

  async function turn(): Promise<void> {
    if (isBusy) return;
    setIsBusy(true);
    showChanged(client, { ...contact, favorite: !favorite });
    try {
      showChanged(client, await addressBook.change(id, { favorite: !favorite }));
    } catch {
      showChanged(client, contact);
      toast({ text: t('contacts.detail.star_failed', { name: fullName(contact) }) });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <button
      type="button"
      aria-label={t('contacts.favorite')}
      title={t('contacts.favorite')}
      aria-pressed={favorite}
      onClick={() => void turn()}
      className="flex size-10 shrink-0 items-center justify-center rounded-control hover:bg-sunken pointer-coarse:size-11"
    >
      <Star
        aria-hidden="true"
        size={20}
        strokeWidth={1.75}
        className={favorite ? 'fill-current text-warning' : 'text-muted'}
      />
    </button>
  );
}
