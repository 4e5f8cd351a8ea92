import type { PersonalData } from '#platform/personal-data.ts';

/** The tables in which migrations and promotions keep their own books. */
export const migrationData: PersonalData = {
  tables: [
    { table: 'kysely_migration', why: 'which migrations ran, and when', columns: ['name', 'timestamp'] },
    {
      table: 'migration_kinds',
      why: 'which releases can live with a migration',
      columns: ['name', 'kind', 'unneeded_since'],
    },
    {
      table: 'installation',
      why: 'which installation this is, and where it went to when it was promoted',
      columns: ['id', 'installation_id', 'state', 'counterpart', 'changed_at'],
    },
    { table: 'kysely_migration_lock', why: 'a lock', columns: ['id', 'is_locked'] },
  ],
};
