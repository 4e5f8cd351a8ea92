import { erased, exported, type PersonalData } from '#platform/personal-data.ts';

export const deviceData: PersonalData = {
  tables: [
    {
      table: 'known_devices',
      as: 'known_devices',
      rows: 'many',
      reach: 'account_id = :account_id',
      order: ['fingerprint'],
      columns: {
        account_id: erased('the account is named once'),
        fingerprint: erased('a digest, from which neither the device nor the network can be read'),
        sign_ins: exported('sign_ins'),
        first_seen_at: exported('first_seen_at', { kind: 'instant' }),
        last_seen_at: exported('last_seen_at', { kind: 'instant' }),
      },
    },
  ],
};
