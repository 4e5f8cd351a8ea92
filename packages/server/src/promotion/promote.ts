import type pg from 'pg';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { CopyDiffers, copyTables } from '#platform/database/copying/copy-tables.ts';
import { postgresSide } from '#platform/database/copying/postgres-side.ts';
import { CopyRefused, findSharedTables } from '#platform/database/copying/shared-tables.ts';
import { sqliteSide } from '#platform/database/copying/sqlite-side.ts';
import type { TableSum } from '#platform/database/copying/table-sums.ts';
import { migrateToLatest } from '#platform/database/migrate.ts';
import type { Whereabouts } from '#platform/database/whereabouts.ts';
import type { Log } from '#platform/log.ts';
import { compareWhereabouts, hasArrived } from './compare-whereabouts.ts';
import { type Embedded, type EmbeddedRead, inspectEmbedded, isInUse, markEmbedded, openEmbedded } from './embedded.ts';
import { PromotionBroken, PromotionRefused, withoutPassword } from './refusal.ts';
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
 * @throws PromotionBroken where something failed on the way
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
  if (whereabouts.state === 'here') {
    const sums = await move(client, steps, whereabouts);
    return { ...told, outcome: 'promoted', sums };
  }
  await openTarget(client, whereabouts);
  return { ...told, outcome: 'finished' };
}

/** Nothing is lost between any two of these steps: what is to be served from where is said by the last one that was done. */
async function move(client: pg.Client, steps: Steps, whereabouts: Whereabouts): Promise<TableSum[]> {
  const { connection, file } = steps.embedded;
  const sums = await bringOver(client, steps, {
    ...whereabouts,
    state: 'arriving',
    counterpart: `sqlite:${file}`,
    changed_at: systemClock.now(),
  }).catch((error: unknown) => {
    if (error instanceof PromotionRefused || error instanceof CopyDiffers || error instanceof CopyRefused) throw error;
    throw new PromotionBroken('The embedded database is as it was: serve from it, or begin again.', error);
  });
  const moved = { ...whereabouts, changed_at: systemClock.now() };
  markEmbedded(connection, { ...moved, state: 'moved', counterpart: withoutPassword(steps.to) });
  await openTarget(client, moved);
  return sums;
}

/** All of it is there, and committed, when this returns; but no service starts on it yet. */
async function bringOver(client: pg.Client, steps: Steps, arriving: Whereabouts): Promise<TableSum[]> {
  const { connection } = steps.embedded;
  await migrateToLatest({ dialect: 'postgres', url: steps.to }, await migrations.load(), steps.log);
  const before = await readTarget(client);
  await markTarget(client, arriving);
  try {
    await refuseLate(client, steps.embedded);
  } catch (error) {
    if (before !== null) await markTarget(client, before);
    throw error;
  }
  const { sums } = await copyTables(sqliteSide(connection.raw), postgresSide(client), {
    onProgress: steps.onProgress,
    // The row of the embedded database has come over the one that was written above.
    beforeCommit: () => markTarget(client, arriving),
  });
  return sums;
}

async function openTarget(client: pg.Client, whereabouts: Whereabouts): Promise<void> {
  try {
    await markTarget(client, { ...whereabouts, state: 'here', counterpart: null });
  } catch (error) {
    throw new PromotionBroken('Everything has arrived, and the same line does what is left.', error);
  }
}

/** What could not be seen before the target had its tables, or might have come meanwhile: from here on no service starts there. */
async function refuseLate(client: pg.Client, { connection }: Embedded): Promise<void> {
  const { faults } = await inspectTarget(client);
  const { left } = await findSharedTables(sqliteSide(connection.raw), postgresSide(client));
  if (left.length > 0)
    faults.push(`The embedded database has tables that are not ours: ${left.join(', ')}. Take them elsewhere first.`);
  if (faults.length > 0) throw new PromotionRefused(faults);
}
