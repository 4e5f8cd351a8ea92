import { type Contact, PortressProblem } from '@portress/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useToast } from '../../../ui/toasts.tsx';
import { addressBook } from '../address-book.ts';
import { fullName } from '../contact-name.ts';
import { contactKey, readAgain } from '../list/contact-cache.ts';
import { useListSearch } from '../list/list-search.ts';

/** Makes a deleted contact again with all its fields. Pressed twice, or sent twice, under one key it is one contact. */
export function useBringBack(): (contact: Contact, key: string) => Promise<void> {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const search = useListSearch();

  return async function bringBack(contact, key) {
    const { first_name, last_name, email, phone, birthday, notes, favorite } = contact;
    const fields = { first_name, last_name, email, phone, birthday, notes, favorite };
    const name = fullName(contact);
    try {
      const made = await addressBook.create(fields, { idempotencyKey: key });
      client.setQueryData(contactKey(made.id), made);
      readAgain(client);
      await navigate({ to: '/contacts/$id', params: { id: made.id }, search });
      toast({ text: t('contacts.detail.brought_back', { name }) });
    } catch (error) {
      if (error instanceof PortressProblem && error.code === 'email_taken') {
        toast({ text: t('contacts.detail.not_brought_back_taken', { name }) });
        return;
      }
      toast({
        text: t('contacts.detail.not_brought_back', { name }),
        undo: { label: t('common.try_again'), onUndo: () => void bringBack(contact, key) },
      });
    }
  };
}
