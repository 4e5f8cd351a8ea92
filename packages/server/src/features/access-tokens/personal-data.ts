import type { PersonalData } from '#platform/personal-data.ts';

export const signingKeyData: PersonalData = {
  tables: [
    {
      table: 'signing_keys',
      why: 'keys of the service',
      columns: ['kid', 'algorithm', 'public_jwk', 'sealed_private_key', 'created_at', 'retired_at', 'expires_at'],
    },
  ],
};
