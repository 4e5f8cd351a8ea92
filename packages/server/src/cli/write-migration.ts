import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefusedError } from './refusals.ts';

/**
 * Writes the next migration from the template and puts it at the end of the timeline.
 *
 * @param directory holds the migrations and `timeline.ts`
 * @param name lower-case words with dashes
 * @returns the path of the new file
 */
export function writeMigration(directory: string, name: string): string {
  const numbers = readdirSync(directory).map((file) => Number(/^(\d{4})-.*\.ts$/.exec(file)?.[1] ?? 0));
  const fullName = `${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}-${name}`;
  const exportName = name.replace(/-([a-z0-9])/g, (_dash, letter: string) => letter.toUpperCase());
  const file = join(directory, `${fullName}.ts`);
  const timelineFile = join(directory, 'timeline.ts');
  const timeline = extendTimeline(readFileSync(timelineFile, 'utf8'), fullName, exportName);
  writeFileSync(file, template(fullName, exportName), { flag: 'wx' });
  writeFileSync(timelineFile, timeline);
  return file;
}

/** The import goes after the last one, the entry before the brace that closes the list. */
function extendTimeline(text: string, fullName: string, exportName: string): string {
  if (new RegExp(`\\b${exportName}\\b`).test(text))
    throw new CommandRefusedError('name_taken', `"${exportName}" stands in the timeline already: choose another name.`);
  const lines = text.split('\n');
  const lastImport = lines.findLastIndex((line) => line.startsWith('import '));
  const end = lines.lastIndexOf('};');
  if (lastImport < 0 || end < lastImport)
    throw new CommandRefusedError(
      'unknown_timeline',
      'timeline.ts does not look as expected: add the migration by hand.',
    );
  return [
    ...lines.slice(0, lastImport + 1),
    `import { ${exportName} } from './${fullName}.ts';`,
    ...lines.slice(lastImport + 1, end),
    `  '${fullName}': ${exportName},`,
    ...lines.slice(end),
  ].join('\n');
}

/** It refuses to run until it is written: an empty migration would count as done for good. */
const template = (fullName: string, exportName: string): string => `import type { Migration } from 'kysely/migration';

// For example: up: async (db) => { await db.schema.alterTable('accounts').addColumn('phone', columnTypes(db).text).execute(); }
// with columnTypes and strictly of '#platform/database/columns.ts'.
export const ${exportName}: Migration = {
  up: () => Promise.reject(new Error('the migration ${fullName} is not written yet')),
};
`;
