import type { Executor } from '#platform/database/database.ts';
import { type SqlParameters, statement } from '#platform/database/statement.ts';
import type { AddressBook } from '../book-store.ts';
import type { Contact } from '../contact-row.ts';
import { type BirthdayRange, mostRanges } from './birthday-ranges.ts';

/** `falls_on`: the day of the next birthday as a number, 20280301. */
export type BirthdayContact = Contact & { falls_on: number };

const places = Array.from({ length: mostRanges }, (_, place) => place);

/** A stretch of the index each, of which no more is read than the page needs. */
const rangeOf = (place: number): string =>
  `SELECT * FROM (SELECT contacts.*, birthday_day + CAST(:shift_${place} AS integer) AS falls_on FROM contacts
     WHERE book_key = :book AND birthday_day IS NOT NULL AND birthday_day <= CAST(:to_${place} AS integer)
       AND (birthday_day, name_sort, id) > (CAST(:day_${place} AS integer), :name_${place}, :id_${place})
     ORDER BY birthday_day, name_sort, id LIMIT CAST(:limit AS bigint)) AS range_${place}`;
/** For the tests, which look at its plan. */
export const birthdayStatement = `SELECT * FROM (${places.map(rangeOf).join('\n UNION ALL ')}) AS listed
   ORDER BY falls_on, name_sort, id LIMIT CAST(:limit AS bigint)`;
const inRanges = statement<SqlParameters, BirthdayContact>('contacts.list_birthdays', birthdayStatement);

/** Ends before it begins. */
const empty: BirthdayRange = { day: 0, name: '', id: '', to: 0, shift: 0 };

/** The contacts of these stretches by the day on which the birthday falls, then by name. */
export function listBirthdayRows(
  executor: Executor,
  book: AddressBook,
  ranges: readonly BirthdayRange[],
  limit: number,
): Promise<BirthdayContact[]> {
  const parameters: Record<string, string | number> = { book: book.key, limit };
  for (const place of places)
    for (const [name, value] of Object.entries(ranges[place] ?? empty)) parameters[`${name}_${place}`] = value;
  return executor.all(inRanges, parameters);
}
