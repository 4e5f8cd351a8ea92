import { command } from './command.ts';
import { formatColumns } from './format-columns.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { hasDatabase, type MigrationsRead, noMigrationsYet, readKinds, readMigrations } from './read-migrations.ts';
import { readSettings } from './read-settings.ts';

export const migrateStatus = command({
  about: `Lists every migration with the moment it ran and what it is: base (of the first release), expand (nodes of an older version
go on beside it) or contract (only those go on that have the migration named with it). Changes nothing.`,
  operands: [],
  options: {},
  examples: [['migrate status', 'what has run and what has not']],
  run: async () => {
    const found = hasDatabase(readSettings())
      ? await withOperatorContext(readMigrations, { migrations: null })
      : noMigrationsYet();
    const kindOf = await readKinds(found);
    return {
      text: describe(found, kindOf),
      json: {
        applied: found.applied.map(({ name, appliedAt }) => ({ name, applied_at: appliedAt, kind: kindOf(name) })),
        missing: found.missing,
        unknown: found.unknown,
      },
    };
  },
});

const describe = ({ applied, missing, unknown }: MigrationsRead, kindOf: (name: string) => string): string =>
  formatColumns(
    [
      ...applied.map(({ name, appliedAt }) => [name, appliedAt] as const),
      ...missing.map((name) => [name, 'not applied yet'] as const),
      ...unknown.map((name) => [name, 'unknown to this version'] as const),
    ].map(([name, when]) => [name, `${when}  ${kindOf(name)}`] as const),
    '',
  );
