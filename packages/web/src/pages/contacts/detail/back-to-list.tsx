import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useListSearch } from '../list/list-search.ts';

/** On a phone the list is another page. */
export function BackToList() {
  const { t } = useTranslation();
  const search = useListSearch();
  return (
    <Link
      to="/contacts"
      search={search}
      className="-ml-2 inline-flex min-h-11 items-center gap-1 rounded-control pr-3 text-accent wide:hidden"
    >
      <ChevronLeft aria-hidden="true" size={18} strokeWidth={1.75} />
      {t('nav.contacts')}
    </Link>
  );
}
