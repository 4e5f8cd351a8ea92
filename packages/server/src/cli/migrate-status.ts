import { command } from './command.ts';
import { formatColumns } from './format-columns.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { hasDatabase, type MigrationsRead, noMigrationsYet, readMigrations } from './read-migrations.ts';
import { readSettings } from './read-settings.ts';

export const migrateStatus = command({
  about: 'Lists every migration with the moment it ran. Changes nothing.',
  operands: [],
  options: {},
  examples: [['migrate status', 'what has run and what has not']],
  run: async () => {
    const found = hasDatabase(readSettings())
      ? await withOperatorContext(readMigrations, { migrations: null })
      : noMigrationsYet();
    return {
      text: describe(found),
      json: {
        applied: found.applied.map(({ name, appliedAt }) => ({ name, applied_at: appliedAt })),
        missing: found.missing,
        unknown: found.unknown,
      },
    };
  },
});

const describe = ({ applied, missing, unknown }: MigrationsRead): string =>
  formatColumns(
    [
      ...applied.map(({ name, appliedAt }) => [name, appliedAt] as const),
      ...missing.map((name) => [name, 'not applied yet'] as const),
      ...unknown.map((name) => [name, 'unknown to this version'] as const),
    ],
    '',
  );
