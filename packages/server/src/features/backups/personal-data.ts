import type { PersonalData } from '#platform/personal-data.ts';

export const backupData: PersonalData = {
  tables: [
    {
      table: 'backup_schedule',
      why: 'one row, about backups of the whole: whose turn it is, and how the last one went',
      columns: [
        'id',
        'served_at',
        'claimed_until',
        'claim_id',
        'succeeded_at',
        'name',
        'bytes',
        'failed_at',
        'last_error',
      ],
    },
  ],
};
