import type { ContactImport } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { useFault } from '../../../forms/use-fault.ts';

const named = ['first_name', 'last_name', 'email', 'phone', 'birthday', 'notes'] as const;

/** Why a line was refused, and which field it was, in the page's language. */
export function useRefusalWords(): (refused: ContactImport['refused'][number]) => { field: string; reason: string } {
  const { t } = useTranslation();
  const fault = useFault();
  return ({ field, code }) => {
    const known = named.find((one) => one === field);
    const isFavorite = field === 'favorite';
    return {
      field: known ? t(`contacts.fields.${known}`) : isFavorite ? t('contacts.favorite') : '',
      reason: reasonOf(code),
    };
  };

  function reasonOf(code: string | undefined): string {
    if (code === undefined) return t('contacts.transfer.unreadable_line');
    if (code === 'address_book_full') return t('problems.address_book_full.title');
    if (code === 'taken' || code === 'email_taken') return t('contacts.form.email_taken');
    return fault(code) ?? '';
  }
}
