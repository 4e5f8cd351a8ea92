import { erased, type PersonalData } from '#platform/personal-data.ts';

export const idempotencyData: PersonalData = {
  tables: [
    {
      table: 'idempotency_keys',
      as: null,
      rows: 'many',
      reach: 'account_id = :account_id',
      order: ['key_hash'],
      columns: {
        account_id: erased('the account is named once'),
        key_hash: erased('a digest of a random word of the client, kept for a day'),
        scope: erased('which call made something; what it made is exported itself'),
        request_hash: erased('a digest of what was sent'),
        resource_id: erased('what was made is exported itself'),
        created_at: erased('what was made is exported itself'),
      },
    },
  ],
};
