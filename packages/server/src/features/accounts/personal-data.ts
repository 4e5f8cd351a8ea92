import { erased, exported, type PersonalData } from '#platform/personal-data.ts';

/** The index of SQLite and the tables in which it keeps its books. */
const searchIndex = [
  ['account_search_index', ['text']],
  ['account_search_index_config', ['k', 'v']],
  ['account_search_index_data', ['id', 'block']],
  ['account_search_index_docsize', ['id', 'sz', 'origin']],
  ['account_search_index_idx', ['segid', 'term', 'pgno']],
] as const;
const whichTrigrams =
  'which three letters stand in which row, and no text; those of a row that went go when the index is next merged';

export const accountData: PersonalData = {
  tables: [
    {
      table: 'accounts',
      as: 'account',
      rows: 'one',
      reach: 'id = :account_id',
      order: ['id'],
      columns: {
        id: exported('id'),
        email: exported('email'),
        email_canonical: exported('email_compared_as'),
        email_verified_at: exported('email_verified_at', { kind: 'instant' }),
        username: exported('username'),
        username_canonical: exported('username_compared_as'),
        first_name: exported('first_name'),
        last_name: exported('last_name'),
        role: exported('role'),
        status: exported('status'),
        avatar_key: exported('avatar_key'),
        locale: exported('locale'),
        time_zone: exported('time_zone'),
        country: exported('country'),
        epoch: erased('a number that tells old access tokens from new ones'),
        credential_version: erased('a number that tells an old password from a new one'),
        imported_at: exported('imported_at', { kind: 'instant' }),
        created_at: exported('created_at', { kind: 'instant' }),
        updated_at: exported('updated_at', { kind: 'instant' }),
      },
    },
    {
      table: 'account_search',
      as: null,
      rows: 'one',
      reach: 'account_id = :account_id',
      order: ['account_id'],
      columns: {
        key: erased('a number of the row', { only: 'sqlite' }),
        account_id: erased('the account is named once'),
        text: erased('names and address once more, as they are searched'),
      },
    },
    ...searchIndex.map(([table, columns]) => ({ table, columns, only: 'sqlite', why: whichTrigrams }) as const),
    {
      table: 'account_counts',
      why: 'how many accounts there are',
      columns: ['role', 'status', 'slot', 'accounts'],
    },
  ],
};
