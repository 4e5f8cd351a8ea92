import { readdirSync } from 'node:fs';
import type { Timeline, WrittenMigration } from '#platform/database/migration.ts';
import type { Migrations } from '#platform/database/open-database.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => /^\d{4}-[a-z0-9-]+\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''))
  .toSorted();

/**
 * One timeline for the whole service: the files of this folder by their names, each with its one export. They are loaded, and
 * the schema builder with them, only when one of them has not run yet: that is 14 MiB and a tenth of a second which a second
 * start does not need.
 */
export const migrations: Migrations = { names, load: loadTimeline };

async function loadTimeline(): Promise<Timeline> {
  const loaded = names.map(async (name): Promise<[string, WrittenMigration]> => [name, await loadMigration(name)]);
  return Object.fromEntries(await Promise.all(loaded));
}

async function loadMigration(name: string): Promise<WrittenMigration> {
  const exported = Object.values((await import(/* @vite-ignore */ `./${name}.ts`)) as Record<string, unknown>);
  const [migration] = exported;
  if (exported.length !== 1 || !isMigration(migration))
    throw new TypeError(`migrations/${name}.ts has to export one migration and nothing else`);
  return migration;
}

const isMigration = (value: unknown): value is WrittenMigration =>
  typeof value === 'object' && value !== null && 'up' in value && typeof value.up === 'function';
