import { erased, exported, type PersonalData } from '#platform/personal-data.ts';

/** Links and codes that were mailed, and a change of address that waits for one. */
export const oneTimeTokenData: PersonalData = {
  tables: [
    {
      table: 'one_time_tokens',
      as: 'mailed_links',
      rows: 'many',
      reach: 'account_id = :account_id',
      order: ['purpose'],
      columns: {
        id: erased('a random name of the row'),
        purpose: exported('purpose'),
        account_id: erased('the account is named once'),
        email_canonical: exported('mailed_to'),
        new_email: exported('new_email'),
        credential_version: erased('a number that tells an old password from a new one'),
        token_hash: erased('belongs to a secret'),
        code_hash: erased('belongs to a secret'),
        code_tries: exported('code_tries'),
        code_expires_at: exported('code_expires_at', { kind: 'instant' }),
        created_at: exported('created_at', { kind: 'instant' }),
        expires_at: exported('expires_at', { kind: 'instant' }),
        consumed_at: exported('used_at', { kind: 'instant' }),
      },
    },
  ],
};
