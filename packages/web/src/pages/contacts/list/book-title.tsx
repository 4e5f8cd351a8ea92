import { Link } from '@tanstack/react-router';
import { Cake, FileUp, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Heading } from '../../../ui/heading.tsx';
import { useListSearch } from './list-search.ts';

const shape = 'flex size-10 items-center justify-center rounded-control pointer-coarse:size-11';
const look = `${shape} text-muted hover:bg-sunken hover:text-text`;

/** Where one is, and what one can do with the whole book. */
export function BookTitle({ isHeading }: { isHeading: boolean }) {
  const { t } = useTranslation();
  const search = useListSearch();
  const title = t('nav.contacts');
  return (
    <div className="flex items-center justify-between gap-2">
      {isHeading ? <Heading>{title}</Heading> : <p className="text-24 font-strong wide:text-28">{title}</p>}
      <div className="flex">
        <Link
          to="/contacts/birthdays"
          aria-label={t('contacts.birthdays.title')}
          title={t('contacts.birthdays.title')}
          className={look}
        >
          <Cake aria-hidden="true" size={18} strokeWidth={1.75} />
        </Link>
        <Link
          to="/contacts/import"
          aria-label={t('contacts.transfer.title')}
          title={t('contacts.transfer.title')}
          className={look}
        >
          <FileUp aria-hidden="true" size={18} strokeWidth={1.75} />
        </Link>
        <Link
          to="/contacts/new"
          search={search}
          aria-label={t('contacts.add')}
          title={t('contacts.add')}
          className={`${shape} ml-1 bg-accent text-on-accent hover:bg-accent-hover`}
        >
          <Plus aria-hidden="true" size={18} strokeWidth={1.75} />
        </Link>
      </div>
    </div>
  );
}
