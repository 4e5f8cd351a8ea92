import { erased, exported, type PersonalData } from '#platform/personal-data.ts';

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
  ],
};
