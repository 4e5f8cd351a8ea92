import type { Executor } from '#platform/database/database.ts';
import {
  cutPage,
  findPage,
  type Matches,
  type Page,
  type PageOfMatches,
  type SearchBounds,
  usualBounds,
  walkPage,
} from '#platform/database/page-of-matches.ts';
import { findBook } from './book-store.ts';
import type { Contact } from './contact-row.ts';
import { type ContactQuery, searchOf } from './contact-search.ts';
import {
  type ContactPosition,
  countFoundContacts,
  findContactRows,
  listContactRows,
  listFavoriteRows,
  positionOf,
  walkContactRows,
} from './list-store.ts';

/** Nobody is told how many there are. */
const bounds: SearchBounds = { ...usualBounds, mostCounted: 0 };

/**
 * Contacts of an account by name: all, favourites, or what a search finds. What it costs depends on the page and not on how
 * many contacts there are, here or in other address books.
 */
export async function listContacts(
  read: Executor,
  accountId: string,
  query: ContactQuery,
  page: Page<ContactPosition>,
  searchBounds = bounds,
): Promise<PageOfMatches<Contact, ContactPosition>> {
  const book = await findBook(read, accountId);
  if (book === undefined) return { rows: [], next: null };
  const search = searchOf(query);
  const matches: Matches<Contact, ContactPosition> = {
    find: (most, part) => findContactRows(read, book, search, most, part),
    count: (most) => countFoundContacts(read, book, search, most),
    walk: (most, part) => walkContactRows(read, book, search, most, part),
    positionOf,
  };
  if (search.has) return findPage(matches, page, searchBounds);
  // Most contacts are no favourites, so they are met along the list of all.
  if (query.isFavorite === false) return walkPage(matches, page, searchBounds);
  const list = query.isFavorite === null ? listContactRows : listFavoriteRows;
  return cutPage(matches, page, await list(read, book, { after: page.after, limit: page.limit + 1 }));
}
