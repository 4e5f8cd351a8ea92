import { erased, exported, type PersonalData } from '#platform/personal-data.ts';
import { eraseBook } from './erase-book.ts';

/** The index of SQLite and the tables in which it keeps its books. */
const searchIndex = [
  ['contacts_index', ['text']],
  ['contacts_index_config', ['k', 'v']],
  ['contacts_index_data', ['id', 'block']],
  ['contacts_index_docsize', ['id', 'sz', 'origin']],
  ['contacts_index_idx', ['segid', 'term', 'pgno']],
] as const;
const whichTrigrams =
  'which three letters stand in which row, and no text; those of a row that went go when the index is next merged';
const rowNumber = 'a number of the row';

const twoDigits = (place: number) => `substr(CAST(10000 + birthday_day AS text), ${place}, 2)`;
/** As on the wire: `1990-02-28`, or `--02-28` without a year. */
const writtenBirthday = `CASE WHEN birthday_day IS NOT NULL
  THEN COALESCE(CAST(birthday_year AS text), '-') || '-' || ${twoDigits(2)} || '-' || ${twoDigits(4)} END`;

export const contactData: PersonalData = {
  tables: [
    {
      table: 'address_books',
      as: 'address_book',
      rows: 'one',
      reach: 'account_id = :account_id',
      order: ['account_id'],
      columns: {
        key: erased(rowNumber),
        account_id: erased('the account is named once'),
        contacts: exported('contacts'),
        created_at: exported('created_at', { kind: 'instant' }),
      },
    },
    {
      table: 'contacts',
      as: 'contacts',
      rows: 'many',
      reach: 'book_key = (SELECT key FROM address_books WHERE account_id = :account_id)',
      order: ['name_sort', 'id'],
      columns: {
        key: erased(rowNumber, { only: 'sqlite' }),
        id: exported('id'),
        book_key: erased('the account has one address book'),
        first_name: exported('first_name'),
        last_name: exported('last_name'),
        email: exported('email'),
        email_canonical: exported('email_compared_as'),
        phone: exported('phone'),
        birthday_year: erased('stands in the birthday'),
        birthday_day: exported('birthday', { sql: writtenBirthday }),
        notes: exported('notes'),
        favorited_at: exported('favorite_since', { kind: 'instant' }),
        name_sort: erased('the names once more, as they are sorted'),
        text: erased('names and address once more, as they are searched'),
        created_at: exported('created_at', { kind: 'instant' }),
        updated_at: exported('updated_at', { kind: 'instant' }),
      },
    },
    ...searchIndex.map(([table, columns]) => ({ table, columns, only: 'sqlite', why: whichTrigrams }) as const),
  ],
  erase: eraseBook,
};
