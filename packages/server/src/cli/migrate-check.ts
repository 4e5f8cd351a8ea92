import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { describeNewer, hasDatabase, type MigrationsRead, noMigrationsYet, readMigrations } from './read-migrations.ts';
import { readSettings } from './read-settings.ts';

export const migrateCheck = command({
  about: `Says whether database and version fit together, for deployments that wait for it: exit code 0 when they do, 1 when
migrations are missing or the database was migrated by a newer version that this one cannot live with. Changes nothing.`,
  operands: [],
  options: {},
  examples: [['migrate check && portress serve', 'start only on a database that fits']],
  run: async () => {
    const found = hasDatabase(readSettings())
      ? await withOperatorContext(readMigrations, { migrations: null })
      : noMigrationsYet();
    const isCurrent = found.missing.length === 0 && found.unlivable.length === 0;
    return {
      text: describe(found),
      json: { current: isCurrent, missing: found.missing, unknown: found.unknown },
      exitCode: isCurrent ? 0 : 1,
    };
  },
});

function describe(found: MigrationsRead): string {
  const newer = describeNewer(found);
  if (newer !== undefined) return newer;
  const { missing } = found;
  if (missing.length > 0) return `Not applied yet: ${missing.join(', ')}. \`portress migrate\` applies them.`;
  return 'The schema is up to date.';
}
