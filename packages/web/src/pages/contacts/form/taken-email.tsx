import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { addressBook } from '../address-book.ts';
import { fullName } from '../contact-name.ts';
import { listsKey } from '../list/contact-pages.ts';
import { useListSearch } from '../list/list-search.ts';

/** Leads to the contact that has the address already. */
export function TakenEmail({ email }: { email: string }) {
  const { t } = useTranslation();
  const search = useListSearch();
  const { data } = useQuery({
    queryKey: [...listsKey.slice(0, 1), 'by-email', email],
    queryFn: ({ signal }) => addressBook.list({ email, limit: 100 }, { signal }),
    meta: { personal: true },
  });
  const holder = data?.items.find((contact) => contact.email?.toLowerCase() === email.toLowerCase());
  if (!holder) return null;
  return (
    <p className="-mt-3 text-13">
      <Link to="/contacts/$id" params={{ id: holder.id }} search={search} className="text-link">
        {t('contacts.form.open_holder', { name: fullName(holder) })}
      </Link>
    </p>
  );
}
