import type { Temporal } from 'temporal-polyfill';
import type { Executor } from '#platform/database/database.ts';
import { cutPage, type Page, type PageOfMatches } from '#platform/database/page-of-matches.ts';
import { findBook } from '../book-store.ts';
import { type BirthdayPosition, birthdayRanges } from './birthday-ranges.ts';
import { type BirthdayContact, listBirthdayRows } from './birthday-store.ts';

/**
 * Whose birthday is within `days` days, today the first; each once, by the day, then by name. 29 February falls on 1 March in
 * other years.
 */
export async function listBirthdays(
  read: Executor,
  accountId: string,
  { today, days }: { today: Temporal.PlainDate; days: number },
  page: Page<BirthdayPosition>,
): Promise<PageOfMatches<BirthdayContact, BirthdayPosition>> {
  const book = await findBook(read, accountId);
  if (book === undefined) return { rows: [], next: null };
  const rows = await listBirthdayRows(read, book, birthdayRanges(today, days, page.after), page.limit + 1);
  return cutPage({ positionOf }, page, rows);
}

const positionOf = ({ falls_on, name_sort, id }: BirthdayContact): BirthdayPosition => ({
  on: falls_on,
  name: name_sort,
  id,
});
