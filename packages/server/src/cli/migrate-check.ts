import { migrations } from '#migrations/migrations.ts';
import { command, type Outcome } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { describeNewer, hasDatabase, type MigrationsRead, noMigrationsYet, readMigrations } from './read-migrations.ts';
import { readSettings } from './read-settings.ts';
import { CommandRefusedError } from './refusals.ts';

export const migrateCheck = command({
  about: `Says whether database and version fit together, for deployments that wait for it: exit code 0 when they do, 1 when
migrations are missing or the database was migrated by a newer version that this one cannot live with. Changes nothing.`,
  operands: [],
  options: {
    declarations: {
      about:
        'for developers: run all migrations on PostgreSQL in a schema that is thrown away, and compare what each does with what it declares',
    },
  },
  examples: [
    ['migrate check && portress serve', 'start only on a database that fits'],
    ['migrate check --declarations', 'whether nodes of the release before can live with the next one'],
  ],
  run: ({ values }) => (values.declarations ? compareDeclarations() : compareWithDatabase()),
});

async function compareWithDatabase(): Promise<Outcome> {
  const found = hasDatabase(readSettings())
    ? await withOperatorContext(readMigrations, { migrations: null })
    : noMigrationsYet();
  const isCurrent = found.missing.length === 0 && found.unlivable.length === 0;
  return {
    text: describe(found),
    json: { current: isCurrent, missing: found.missing, unknown: found.unknown },
    exitCode: isCurrent ? 0 : 1,
  };
}

function describe(found: MigrationsRead): string {
  const newer = describeNewer(found);
  if (newer !== undefined) return newer;
  const { missing } = found;
  if (missing.length > 0) return `Not applied yet: ${missing.join(', ')}. \`portress migrate\` applies them.`;
  return 'The schema is up to date.';
}

async function compareDeclarations(): Promise<Outcome> {
  const { databaseUrl } = readSettings();
  if (databaseUrl.startsWith('sqlite:'))
    throw new CommandRefusedError(
      'needs_postgresql',
      'Declarations are compared on PostgreSQL: set DATABASE_URL to one.',
    );
  const { findFalseDeclarations } = await import('#platform/database/rehearse-migrations.ts');
  const found = await findFalseDeclarations(databaseUrl, await migrations.load());
  const lines = found.flatMap(({ name, reasons }) => reasons.map((reason) => `${name}: ${reason}.`));
  return {
    text:
      lines.length === 0
        ? 'Every migration is what it declares.'
        : `${lines.join('\n')}\nNodes of the release before could not live with that. Only add, or declare \`contract\`.`,
    json: { false_declarations: found },
    exitCode: found.length === 0 ? 0 : 1,
  };
}
