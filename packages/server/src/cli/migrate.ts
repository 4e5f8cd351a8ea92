import { migrations } from '#migrations/migrations.ts';
import { migrateToLatest } from '#platform/database/migrate.ts';
import { newerVersion } from '#platform/database/newer-database.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { readMigrations } from './read-migrations.ts';
import { CommandRefusedError } from './refusals.ts';

export const migrate = command({
  about: `Applies the migrations that the database lacks, under a lock, all of them or none. The service does the same at each
start, so this is for those who want it done at a time of their own.`,
  operands: [],
  options: {},
  examples: [
    ['migrate', 'bring the schema up to date'],
    ['migrate status', 'what has run and what has not'],
  ],
  run: () =>
    withOperatorContext(
      async (context) => {
        const { unknown } = await readMigrations(context);
        if (unknown.length > 0) throw new CommandRefusedError('newer_database', newerVersion(unknown));
        const applied = await migrateToLatest(context.migrationTarget, await migrations.load(), context.log);
        return {
          text: applied.length === 0 ? 'The schema is up to date.' : `Applied: ${applied.join(', ')}.`,
          json: { applied },
        };
      },
      { migrations: null },
    ),
});
