import type { PersonalData } from '#platform/personal-data.ts';

export const serviceKeyData: PersonalData = {
  tables: [
    {
      table: 'service_keys',
      why: 'keys of other services, made by operators at the command line and named by them; no account owns one',
      columns: [
        'id',
        'name',
        'key_hash',
        'scopes',
        'per_minute',
        'created_at',
        'expires_at',
        'revoked_at',
        'last_used_at',
      ],
    },
  ],
};
