import { kept, type PersonalData } from '#platform/personal-data.ts';

const untilDead = 'refuses access tokens that are still about; removed when the last of them has expired';

export const revocationData: PersonalData = {
  tables: [
    {
      table: 'revocations',
      as: null,
      rows: 'many',
      reach: "kind = 'account' AND subject_id = :account_id",
      order: ['sequence'],
      columns: {
        sequence: kept(untilDead),
        kind: kept(untilDead),
        subject_id: kept(`an opaque id that leads to nobody any more; ${untilDead}`),
        epoch: kept(untilDead),
        revoked_at: kept(untilDead),
        expires_at: kept(untilDead),
      },
    },
    { table: 'revocation_counter', why: 'one number', columns: ['id', 'last'] },
  ],
};
