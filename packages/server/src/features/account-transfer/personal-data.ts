import type { PersonalData } from '#platform/personal-data.ts';

export const importData: PersonalData = {
  tables: [
    {
      table: 'imports',
      why: 'how far an import has come that is under way or was broken off; its last refused rows are of people who have no account by it',
      columns: ['id', 'rows_read', 'refused_bytes', 'refused_tail', 'counts', 'created_at', 'updated_at'],
    },
  ],
};
