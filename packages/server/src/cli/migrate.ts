import { migrations } from '#migrations/migrations.ts';
import { migrateToLatest } from '#platform/database/migrate.ts';
import { newerVersion } from '#platform/database/newer-database.ts';
import { command } from './command.ts';
import { logTo } from './log-to-terminal.ts';
import { beforeMigrationsOf, withOperatorContext } from './open-operator-context.ts';
import { describeNewer, readMigrations } from './read-migrations.ts';
import { CommandRefusedError } from './refusals.ts';

export const migrate = command({
  about: `Applies the migrations that the database lacks, under a lock, all of them or none. The service does the same at each
start, so this is for those who want it done at a time of their own. Where another node is at it, or a reader is in the way,
it waits, ten minutes at most; it may be stopped and started again at any moment. Before that an embedded database is copied
into "before-migrations" beside it, and of one on a server a backup is taken where BACKUP_DIR is set.`,
  operands: [],
  options: {},
  examples: [
    ['migrate', 'bring the schema up to date'],
    ['migrate status', 'what has run and what has not'],
  ],
  run: (_given, terminal) =>
    withOperatorContext(
      async (context) => {
        const found = await readMigrations(context);
        if (found.unlivable.length > 0) throw new CommandRefusedError('newer_database', newerVersion(found.unlivable));
        const applied = await migrateToLatest(
          context.migrationTarget,
          await migrations.load(),
          logTo(terminal),
          undefined,
          beforeMigrationsOf(context),
        );
        return {
          text:
            applied.length === 0
              ? (describeNewer(found) ?? 'The schema is up to date.')
              : `Applied: ${applied.join(', ')}.`,
          json: { applied },
        };
      },
      { migrations: null },
    ),
});
