import { readdirSync } from 'node:fs';
import type { Migrations } from '#platform/database/open-database.ts';

/**
 * The migrations by the names of their files. They are loaded, and the schema builder with them, only when one of them has
 * not run yet: that is 14 MiB and a tenth of a second which a second start does not need.
 */
export const migrations: Migrations = {
  names: readdirSync(import.meta.dirname)
    .filter((file) => /^\d{4}-.*\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, '')),
  load: async () => (await import('./timeline.ts')).timeline,
};
