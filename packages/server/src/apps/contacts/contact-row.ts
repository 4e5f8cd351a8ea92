import { writeScopedText } from '#platform/database/scoped-search.ts';
import { separators } from '#platform/database/search-text.ts';
import { sortForm } from '#platform/database/sort-form.ts';
import { dayOfYear } from './birthday.ts';
import type { Birthday, ContactFields } from './contact-fields.ts';

/** One row of `contacts`. Instants are milliseconds. */
export type Contact = {
  id: string;
  book_key: number;
  first_name: string;
  last_name: string | null;
  email: string | null;
  email_canonical: string | null;
  phone: string | null;
  birthday_year: number | null;
  birthday_day: number | null;
  notes: string | null;
  favorited_at: number | null;
  name_sort: string;
  text: string;
  created_at: number;
  updated_at: number;
};

/** What of a row comes from the fields alone; `favorite` becomes an instant when it is written. */
export type FieldColumns = Omit<Contact, 'id' | 'book_key' | 'favorited_at' | 'created_at' | 'updated_at'> & {
  favorite: number;
};

/** A name stands in an index, where an entry has to be short: of each half, and NFKC makes eighteen characters of some. */
const longestSorted = 200;
const sorted = (name: string | null): string => [...sortForm(name ?? '')].slice(0, longestSorted).join('');

/** Sorted by last name, then by first name; who has no last name stands before everybody who has one. */
const nameSortOf = (first: string, last: string | null): string => sorted(last) + separators.field + sorted(first);

/** What a person types of a last name, as names are sorted: no name that begins with it stands before it. */
export const beginningOf = (typed: string): string =>
  sorted(typed.replaceAll('\0', '\ufffd').replaceAll(separators.field, '\ufffd'));

/** The name in either order, as people type it; an address in another script also as the mail server reads it. */
function searchTextOf({ firstName, lastName, email }: ContactFields): string {
  const names = lastName === null ? [firstName] : [`${firstName} ${lastName}`, `${lastName} ${firstName}`];
  const canonical = email?.canonical ?? null;
  const addresses = email === null ? [] : [...new Set([email.email.toLowerCase(), email.canonical])];
  return writeScopedText(
    [...names, ...addresses],
    [
      ['f', firstName],
      ['l', lastName],
      ['e', email?.email ?? null],
      ['e', canonical],
    ],
  );
}

export const toColumns = (fields: ContactFields): FieldColumns => ({
  first_name: fields.firstName,
  last_name: fields.lastName,
  email: fields.email?.email ?? null,
  email_canonical: fields.email?.canonical ?? null,
  phone: fields.phone,
  birthday_year: fields.birthday?.year ?? null,
  birthday_day: fields.birthday === null ? null : dayOfYear(fields.birthday),
  notes: fields.notes,
  name_sort: nameSortOf(fields.firstName, fields.lastName),
  text: searchTextOf(fields),
  favorite: fields.isFavorite ? 1 : 0,
});

export const birthdayOf = ({ birthday_year, birthday_day }: Contact): Birthday | null =>
  birthday_day === null
    ? null
    : { year: birthday_year, month: Math.floor(birthday_day / 100), day: birthday_day % 100 };

/** The fields of a row, as they were read once. */
export const fieldsOf = (contact: Contact): ContactFields => ({
  firstName: contact.first_name,
  lastName: contact.last_name,
  email:
    contact.email === null || contact.email_canonical === null
      ? null
      : { email: contact.email, canonical: contact.email_canonical },
  phone: contact.phone,
  birthday: birthdayOf(contact),
  notes: contact.notes,
  isFavorite: contact.favorited_at !== null,
});
