import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefusedError } from './refusals.ts';

/**
 * Writes the next migration from the template. The folder is the timeline: nothing else has to know of it.
 *
 * @param directory holds the migrations
 * @param name lower-case words with dashes
 * @returns the path of the new file
 */
export function writeMigration(directory: string, name: string): string {
  const known = readdirSync(directory).map((file) => /^(\d{4})-(.*)\.ts$/.exec(file));
  if (known.some((found) => found?.[2] === name))
    throw new CommandRefusedError('name_taken', `There is a migration "${name}" already: choose another name.`);
  const numbers = known.map((found) => Number(found?.[1] ?? 0));
  const fullName = `${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}-${name}`;
  const exportName = name.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
  const file = join(directory, `${fullName}.ts`);
  writeFileSync(file, template(fullName, exportName), { flag: 'wx' });
  return file;
}

/** It refuses to run until it is written: an empty migration would count as done for good. */
const template = (
  fullName: string,
  exportName: string,
): string => `import type { Migration } from '#platform/database/migration.ts';

// For example: up: async (db) => { await db.schema.alterTable('accounts').addColumn('phone', columnTypes(db).text).execute(); }
// with columnTypes and strictly of '#platform/database/columns.ts'.
export const ${exportName}: Migration = {
  // Nodes of the release before go on working beside this migration, and after it. \`expand\` only adds: tables, columns that are
  // nullable or have a default, indexes. What drops, renames or makes stricter is \`kind: 'contract'\` with
  // \`unneededSince: 'NNNN-name'\`, the migration whose release had no need of the old shape any more (null: every older node has
  // to be stopped first). \`portress migrate check --declarations\` and a test compare this with what the migration does.
  kind: 'expand',
  up: () => Promise.reject(new Error('the migration ${fullName} is not written yet')),
};
`;
