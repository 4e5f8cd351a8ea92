import type { Contact } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import { Star } from 'lucide-react';
import type { FocusEventHandler } from 'react';
import { useTranslation } from 'react-i18next';
import { Highlighted } from './highlighted.tsx';
import type { ListSearch } from './list-search.ts';

interface ListedContactProps {
  contact: Contact;
  search: ListSearch;
  isTabStop: boolean;
  onFocus: FocusEventHandler;
}

/** One line of the list, the last name first as the list is sorted. */
export function ListedContact({ contact, search, isTabStop, onFocus }: ListedContactProps) {
  const { t } = useTranslation();
  const { first_name: first, last_name: last, email, phone_formatted: phone } = contact;
  const query = search.q ?? '';
  return (
    <Link
      to="/contacts/$id"
      params={{ id: contact.id }}
      search={search}
      activeOptions={{ includeSearch: false }}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={onFocus}
      data-contact={contact.id}
      className="flex h-14 items-center gap-2 rounded-control px-3 outline-offset-[-2px] hover:bg-sunken aria-[current=page]:bg-accent-soft"
    >
      <span className="min-w-0 grow">
        <span className="block truncate">
          {last !== null && (
            <>
              <span className="font-strong">
                <Highlighted text={last} query={query} />
              </span>{' '}
            </>
          )}
          <span className={last === null ? 'font-strong' : ''}>
            <Highlighted text={first} query={query} />
          </span>
        </span>
        {(email ?? phone) !== null && (
          <span className="block truncate text-13 text-muted">
            {email === null ? phone : <Highlighted text={email} query={query} />}
          </span>
        )}
      </span>
      {contact.favorite && (
        <>
          <Star aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0 fill-current text-warning" />
          <span className="sr-only">{t('contacts.favorite')}</span>
        </>
      )}
    </Link>
  );
}
