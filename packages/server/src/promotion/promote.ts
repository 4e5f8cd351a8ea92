import type pg from 'pg';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { copyTables } from '#platform/database/copying/copy-tables.ts';
import { postgresSide } from '#platform/database/copying/postgres-side.ts';
import { findSharedTables } from '#platform/database/copying/shared-tables.ts';
import { sqliteSide } from '#platform/database/copying/sqlite-side.ts';
import type { TableSum } from '#platform/database/copying/table-sums.ts';
import { migrateToLatest } from '#platform/database/migrate.ts';
import type { Whereabouts } from '#platform/database/whereabouts.ts';
import type { Log } from '#platform/log.ts';
import { compareWhereabouts, hasArrived } from './compare-whereabouts.ts';
import { type Embedded, type EmbeddedRead, inspectEmbedded, isInUse, markEmbedded, openEmbedded } from './embedded.ts';
import { PromotionRefused, withoutPassword } from './refusal.ts';
import { inspectTarget, markTarget, readTarget } from './target.ts';
import { withTarget } from './with-target.ts';

export type PromotionOptions = {
  /** The embedded database. */
  file: string;
  /** `postgres://…` */
  to: string;
  /** Only looks, which it does beside a running service as well. */
  isRehearsal: boolean;
  log: Log;
  /** Rows so far, of all there are, copied and read back. */
  onProgress(done: number, total: number): void;
};

export type Promotion = {
  /**
   * `ready`: nothing stands in the way. `promoted`: now. `finished`: all of it had arrived already, and what was left of an
   * earlier promotion was done. `already`: there was nothing to do.
   */
  outcome: 'ready' | 'promoted' | 'finished' | 'already';
  /** Without the password. */
  target: string;
  /** Somebody has the embedded database open: only seen by a rehearsal. */
  isServing: boolean;
  /** Of the embedded database, each with its rows. */
  tables: { table: string; rows: number }[];
  /** As they were read back from PostgreSQL, where they agreed; empty where nothing was copied now. */
  sums: TableSum[];
};

/**
 * Moves an installation from its embedded database to PostgreSQL. Whenever it is killed: the embedded database is whole and
 * serves on, or the target is whole; and the same call goes on from there. No service starts on a target that is not finished.
 *
 * @throws PromotionRefused with everything that stands in the way
 * @throws CopyDiffers where rows arrived otherwise than they were sent; nothing was changed then
 */
export async function promote(options: PromotionOptions): Promise<Promotion> {
  const embedded = openEmbedded(options.file);
  try {
    const read = await inspectEmbedded(embedded);
    if (!embedded.isHeld && !options.isRehearsal) read.faults.push(isInUse(options.file));
    return await withTarget(options.to, read.faults, (client) => promoteInto(client, { ...options, embedded, read }));
  } finally {
    embedded.connection.close();
  }
}

type Steps = PromotionOptions & { embedded: Embedded; read: EmbeddedRead };

async function promoteInto(client: pg.Client, steps: Steps): Promise<Promotion> {
  const { embedded, read } = steps;
  const target = withoutPassword(steps.to);
  const found = await inspectTarget(client);
  const told = { target, isServing: !embedded.isHeld, tables: read.tables, sums: [] };
  // Then a service may be at work on either of them: nothing is touched.
  if (hasArrived(read.whereabouts, found)) return { ...told, outcome: 'already' };
  const faults = [...read.faults, ...found.faults, ...compareWhereabouts(read.whereabouts, found)];
  if (faults.length > 0 || read.whereabouts === undefined) throw new PromotionRefused(faults);
  const { whereabouts } = read;
  if (steps.isRehearsal) return { ...told, outcome: 'ready' };
  if (whereabouts.state === 'moved') {
    await markTarget(client, { ...whereabouts, state: 'here', counterpart: null });
    return { ...told, outcome: 'finished' };
  }
  const sums = await move(client, steps, whereabouts);
  return { ...told, outcome: 'promoted', sums };
}

/** Nothing is lost between any two of these steps: what is to be served from where is said by the last one that was done. */
async function move(client: pg.Client, { embedded, ...steps }: Steps, whereabouts: Whereabouts): Promise<TableSum[]> {
  await migrateToLatest({ dialect: 'postgres', url: steps.to }, await migrations.load(), steps.log);
  const arriving = {
    ...whereabouts,
    state: 'arriving',
    counterpart: `sqlite:${embedded.file}`,
    changed_at: systemClock.now(),
  } as const;
  const before = await readTarget(client);
  await markTarget(client, arriving);
  try {
    await refuseLate(client, embedded);
  } catch (error) {
    if (before !== null) await markTarget(client, before);
    throw error;
  }
  const { sums } = await copyTables(sqliteSide(embedded.connection.raw), postgresSide(client), {
    onProgress: steps.onProgress,
    // The row of the embedded database has come over the one that was written above.
    beforeCommit: () => markTarget(client, arriving),
  });
  const at = { changed_at: systemClock.now() };
  markEmbedded(embedded.connection, { ...whereabouts, ...at, state: 'moved', counterpart: withoutPassword(steps.to) });
  await markTarget(client, { ...arriving, ...at, state: 'here' });
  return sums;
}

/** What could not be seen before the target had its tables, or might have come meanwhile: from here on no service starts there. */
async function refuseLate(client: pg.Client, { connection }: Embedded): Promise<void> {
  const { faults } = await inspectTarget(client);
  const { left } = await findSharedTables(sqliteSide(connection.raw), postgresSide(client));
  if (left.length > 0)
    faults.push(`The embedded database has tables that are not ours: ${left.join(', ')}. Take them elsewhere first.`);
  if (faults.length > 0) throw new PromotionRefused(faults);
}
