import { type Contact, PortressProblem } from '@portress/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../ui/toasts.tsx';
import { addressBook } from '../address-book.ts';
import { fullName } from '../contact-name.ts';
import { forgetContact, neighbourOf } from '../list/contact-cache.ts';
import { useListSearch } from '../list/list-search.ts';
import { useIsWide } from '../use-is-wide.ts';
import { newKey } from './new-key.ts';
import { useBringBack } from './use-bring-back.ts';

interface Deletion {
  deleteNow: () => void;
  isBusy: boolean;
  error: unknown;
}

/** Deletes at once and offers the way back, instead of asking first. The next of the list is shown. */
export function useDeleteContact(contact: Contact): Deletion {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const bringBack = useBringBack();
  const search = useListSearch();
  const isWide = useIsWide();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function remove(): Promise<void> {
    setIsBusy(true);
    setError(null);
    try {
      await deleteOnce(contact.id);
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
      return;
    }
    const next = neighbourOf(client, search, contact.id);
    // A phone shows one at a time: there, the list is what comes next.
    if (next && isWide) await navigate({ to: '/contacts/$id', params: { id: next.id }, search, replace: true });
    else await navigate({ to: '/contacts', search, replace: true });
    forgetContact(client, contact.id);
    const key = newKey();
    toast({
      text: t('contacts.detail.deleted', { name: fullName(contact) }),
      undo: { label: t('contacts.detail.undo'), onUndo: () => void bringBack(contact, key) },
    });
  }

  return { deleteNow: () => void remove(), isBusy, error };
}

/** Gone already, by another tab: that is what was asked for. */
async function deleteOnce(id: string): Promise<void> {
  try {
    await addressBook.delete(id);
  } catch (error) {
    if (!(error instanceof PortressProblem && error.status === 404)) throw error;
  }
}
