import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { openTestDatabase, type TestDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { type RotatedSession, rotateSession, type Session } from './store.ts';

const seedHash = Buffer.alloc(32, 7);
const otherHash = Buffer.alloc(32, 8);
const second = 1000;
const day = 86_400 * second;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function givenDatabase(): Promise<TestDatabase> {
  const test = await openTestDatabase('postgres');
  ends.push(test.close);
  await onPostgres(test.url, (client) =>
    client.query(`INSERT INTO accounts (id, email, email_canonical, role, status, epoch, credential_version, created_at, updated_at)
      VALUES ('a', 'a@example.com', 'a@example.com', 'user', 'active', 0, 0, now_ms(), now_ms())`),
  );
  return test;
}

/** Another node on the same database. */
async function openNode({ url }: TestDatabase): Promise<Database> {
  const { database } = await openDatabase({ url, clock: systemClock, log: silentLog, migrations: null });
  ends.push(database.close);
  return database;
}

type State = Pick<Session, 'id' | 'generation' | 'reissues'> & {
  /** How long ago, in milliseconds. */
  window: number;
  proved: number | null;
  ended: boolean;
  /** From now on. */
  absolute: number;
};

const insert = statement<{ rows: string; seed_hash: Uint8Array }>(
  'test.sessions',
  `INSERT INTO sessions (id, account_id, seed_hash, key_id, generation, window_at, generation_at, reissues, proved_at,
     absolute_at, ended_at, epoch, transport, created_at)
   SELECT value ->> 'id', 'a', :seed_hash, 1, CAST(value ->> 'generation' AS integer), now_ms() - CAST(value ->> 'window' AS bigint),
     now_ms() - CAST(value ->> 'window' AS bigint), CAST(value ->> 'reissues' AS integer),
     now_ms() - CAST(value ->> 'proved' AS bigint), now_ms() + CAST(value ->> 'absolute' AS bigint),
     CASE WHEN value ->> 'ended' = 'true' THEN now_ms() END, 0, 'body', now_ms()
   FROM {each :rows} AS given`,
);
const givenStates = (database: Database, states: readonly State[]): Promise<number> =>
  database.write.change(insert, { rows: JSON.stringify(states), seed_hash: seedHash });

const fresh = (id: string): State => ({
  id,
  generation: 1,
  reissues: 0,
  window: 0,
  proved: null,
  ended: false,
  absolute: day,
});

const present = (database: Database, id: string, generation: number, seed = seedHash) =>
  rotateSession(database, { id, seedHash: seed, generation, keyId: 3, graceSeconds: 60, idleSeconds: 30 * 86_400 });

/** Instants as whole ages of ten seconds: what passes between two statements does not matter. */
const age = (now: number, instant: number | null): number | null =>
  instant === null ? null : Math.round((now - instant) / 10_000);

const withoutInstants = (rotated: RotatedSession | undefined) =>
  rotated && {
    ...rotated,
    now: null,
    created_at: null,
    absolute_at: age(rotated.now, rotated.absolute_at),
    window_at: age(rotated.now, rotated.window_at),
    generation_at: age(rotated.now, rotated.generation_at),
  };

const rowsOf = ({ url }: TestDatabase, prefix: string) =>
  onPostgres(url, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(
      `SELECT substr(id, length($1) + 1) AS id, generation, key_id, reissues, (now_ms() - window_at + 5000) / 10000 AS window,
         (now_ms() - generation_at + 5000) / 10000 AS made, (now_ms() - proved_at + 5000) / 10000 AS proved, ended_at IS NULL AS live
       FROM sessions WHERE id LIKE $1 || '%' ORDER BY id`,
      [prefix],
    );
    return rows;
  });

/** Every state that the table tells apart, with every token that can be shown to it. */
function* questions() {
  for (const generation of [1, 2, 3])
    for (const window of [20 * second, 100 * second, 31 * day])
      for (const reissues of [0, 1])
        for (const proved of [null, 20 * second, 100 * second])
          for (const ended of [false, true])
            for (const absolute of [day, -day])
              for (const presented of [generation - 2, generation - 1, generation, generation + 1])
                for (const seed of [seedHash, otherHash])
                  if (presented > 0)
                    yield { state: { generation, window, reissues, proved, ended, absolute }, presented, seed };
}

describe('rotations in batches, on PostgreSQL', () => {
  it('answer and change every state of a session exactly as one alone does', async () => {
    const test = await givenDatabase();
    // What passes on a busy machine between the one way of asking and the other would count as an age.
    await freezeClock(test, 1_900_000_000_000);
    const asked = [...questions()];
    const idOf = (prefix: string, index: number): string => `${prefix}-${String(index).padStart(5, '0')}`;
    for (const prefix of ['alone', 'batch'])
      await givenStates(
        test.database,
        asked.map(({ state }, index) => ({ id: idOf(prefix, index), ...state })),
      );
    const alone: (RotatedSession | undefined)[] = [];
    for (const [index, { presented, seed }] of asked.entries())
      alone.push(await present(test.database, idOf('alone', index), presented, seed));
    const together = await Promise.all(
      asked.map(({ presented, seed }, index) => present(test.database, idOf('batch', index), presented, seed)),
    );
    expect(asked.length).toBeGreaterThan(1000);
    expect(alone.filter((answer) => answer !== undefined).length).toBeGreaterThan(50);
    expect(together.map(withoutInstants)).toEqual(alone.map(withoutInstants));
    expect(await rowsOf(test, 'batch-')).toEqual(await rowsOf(test, 'alone-'));
  }, 60_000);

  it('E3: fifty exchanges of one token among many others, over two nodes, give one successor each', async () => {
    const test = await givenDatabase();
    const nodes = [test.database, await openNode(test)];
    const ids = Array.from({ length: 200 }, (_, index) => `session-${index}`);
    const contested = ids.slice(0, 5);
    await givenStates(test.database, ids.map(fresh));
    for (const generation of [1, 2, 3]) {
      const asked = [...ids, ...Array.from({ length: 50 }, () => contested).flat()].sort(() => Math.random() - 0.5);
      const answers = await Promise.all(
        asked.map(async (id, index) => ({ id, row: await present(nodes[index % 2] ?? test.database, id, generation) })),
      );
      for (const { id, row } of answers) expect([id, row?.generation]).toEqual([id, generation + 1]);
      await test.clock.wind({ seconds: 61 });
    }
    const rows = await rowsOf(test, 'session-');
    expect(rows).toHaveLength(200);
    for (const row of rows) expect(row).toMatchObject({ generation: 4, live: true });
  }, 60_000);

  it('one whose row somebody holds is waited for alone, and holds nobody up', async () => {
    const test = await givenDatabase();
    await givenStates(test.database, ['a', 'b', 'c', 'd', 'held'].map(fresh));
    const answered: string[] = [];
    await onPostgres(test.url, async (holder) => {
      await holder.query("BEGIN; SELECT 1 FROM sessions WHERE id = 'held' FOR UPDATE");
      const all = ['a', 'b', 'c', 'held', 'd'].map((id) => present(test.database, id, 1).then(() => answered.push(id)));
      await expect.poll(() => answered.length).toBe(4);
      // Meanwhile it goes on by itself: the exchange is answered by what it finds then.
      await holder.query("UPDATE sessions SET ended_at = now_ms() WHERE id = 'held'; COMMIT");
      await Promise.all(all);
    });
    expect(answered.at(-1)).toBe('held');
    expect((await rowsOf(test, 'held'))[0]).toMatchObject({ generation: 1, live: false });
  });
});
