import type { Executor } from '#platform/database/database.ts';
import type { Page } from '#platform/database/page-of-matches.ts';
import { type Statement, statement } from '#platform/database/statement.ts';
import type { AddressBook } from './book-store.ts';
import { beginningOf, type Contact } from './contact-row.ts';
import { type ContactSearch, conditionsOf, type SearchParameters } from './contact-search.ts';

/** Where a list stands: the name as it is sorted, and the id. */
export type ContactPosition = { name: string; id: string };

export const positionOf = ({ name_sort, id }: Pick<Contact, 'name_sort' | 'id'>): ContactPosition => ({
  name: name_sort,
  id,
});

/** Right before whoever is the first of the list from this text on: nobody has an empty id. */
export const positionBefore = (text: string): ContactPosition => ({ name: beginningOf(text), id: '' });

const beginning: ContactPosition = { name: '', id: '' };

type At = ContactPosition & { book: number; limit: number };
type Search = At & SearchParameters;

const atOf = (book: AddressBook, { after, limit }: Page<ContactPosition>): At => ({
  ...(after ?? beginning),
  book: book.key,
  limit,
});

/** The contacts behind a position by one of the two indexes of names: no more of it is read than the page needs. */
const rangeOf = (columns: string, isFavorite: boolean | null): string =>
  `SELECT ${columns} FROM contacts WHERE book_key = :book AND (name_sort, id) > (:name, :id)
     ${isFavorite === true ? 'AND favorited_at IS NOT NULL' : ''}
   ORDER BY name_sort, id`;

/** One text for each kind of search, written when it is first asked for. */
function oncePerSearch<P extends At, R>(name: string, write: (search: ContactSearch) => string) {
  const known = new Map<string, Statement<P, R>>();
  return (search: ContactSearch): Statement<P, R> => {
    const found = known.get(search.kind) ?? statement<P, R>(`contacts.${name}_${search.kind}`, write(search));
    known.set(search.kind, found);
    return found;
  };
}

const all = statement<At, Contact>('contacts.list', `${rangeOf('*', null)} LIMIT CAST(:limit AS bigint)`);
const favorites = statement<At, Contact>(
  'contacts.list_favorites',
  `${rangeOf('*', true)} LIMIT CAST(:limit AS bigint)`,
);
const matching = (search: ContactSearch, columns: string): string =>
  `SELECT ${columns} FROM {contacts with :trigrams in book_key = :book} AS contacts
   WHERE ${conditionsOf(search)} LIMIT CAST(:most AS bigint)`;
/** All matches are looked up to be sorted, so they are counted in passing; whole rows are read for the page only. */
const found = oncePerSearch<Search & { most: number }, Contact & { found: number }>(
  'find',
  (search) => `SELECT contacts.*, page.found FROM
     (SELECT id, found FROM
        (SELECT id, name_sort, COUNT(*) OVER () AS found FROM (${matching(search, 'id, name_sort')}) AS few) AS counted
      WHERE (name_sort, id) > (:name, :id) ORDER BY name_sort, id LIMIT CAST(:limit AS bigint)) AS page
     CROSS JOIN contacts
   WHERE contacts.id = page.id ORDER BY contacts.name_sort, contacts.id`,
);
const countFound = oncePerSearch<Search & { most: number }, { found: number }>(
  'count',
  (search) => `SELECT COUNT(*) AS found FROM (${matching(search, 'id')}) AS counted`,
);
const stretchMatches = oncePerSearch<Search & { most: number }, Contact>(
  'walk',
  (search) => `SELECT * FROM (${rangeOf('*', search.isFavorite)} LIMIT CAST(:limit AS bigint)) AS contacts
   WHERE ${conditionsOf(search)} ORDER BY name_sort, id LIMIT CAST(:most AS bigint)`,
);
const stretchEnd = oncePerSearch<At, Pick<Contact, 'name_sort' | 'id'>>(
  'walk_end',
  (search) => `${rangeOf('name_sort, id', search.isFavorite)} LIMIT 1 OFFSET CAST(:limit AS bigint) - 1`,
);

/** Contacts of a book by name, from behind `after`. */
export const listContactRows = (
  executor: Executor,
  book: AddressBook,
  page: Page<ContactPosition>,
): Promise<Contact[]> => executor.all(all, atOf(book, page));

export const listFavoriteRows = (
  executor: Executor,
  book: AddressBook,
  page: Page<ContactPosition>,
): Promise<Contact[]> => executor.all(favorites, atOf(book, page));

/**
 * The first `most` that match, sorted.
 *
 * @returns `found` is how many there are, up to `most`; unknown where the page is empty
 */
export async function findContactRows(
  executor: Executor,
  book: AddressBook,
  search: ContactSearch,
  most: number,
  page: Page<ContactPosition>,
): Promise<{ rows: Contact[]; found: number | undefined }> {
  const rows = await executor.all(found(search), { ...atOf(book, page), ...search.parameters, most });
  return { rows, found: rows[0]?.found };
}

/** Counts matches, up to `most` of them. */
export const countFoundContacts = async (
  executor: Executor,
  book: AddressBook,
  search: ContactSearch,
  most: number,
): Promise<number> => {
  const at = atOf(book, { after: null, limit: 0 });
  return (await executor.first(countFound(search), { ...at, ...search.parameters, most }))?.found ?? 0;
};

/**
 * Looks at the next `page.limit` contacts of the list and picks those that match, `most` at most.
 *
 * @returns where the stretch ends, null at the end of the list
 */
export async function walkContactRows(
  executor: Executor,
  book: AddressBook,
  search: ContactSearch,
  most: number,
  page: Page<ContactPosition>,
): Promise<{ rows: Contact[]; end: ContactPosition | null }> {
  const at = atOf(book, page);
  const rows = await executor.all(stretchMatches(search), { ...at, ...search.parameters, most });
  const end = await executor.first(stretchEnd(search), at);
  return { rows, end: end === undefined ? null : positionOf(end) };
}
