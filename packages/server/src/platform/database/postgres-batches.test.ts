import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { DatabaseUnavailable } from './database.ts';
import { createBatches, isBatched } from './postgres-batches.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { batchedStatement, bind } from './statement.ts';

const raise = batchedStatement<{ name: string; by: number }, { total: number }>(
  'test.raise',
  "UPDATE sums SET total = total + :by {of callers} WHERE name = :name AND note <> ':by' RETURNING total",
  { table: 'sums', column: 'name', key: 'name', types: { name: 'text', by: 'integer' } },
);

const look = batchedStatement<{ name: string }, { total: number }>(
  'test.look',
  'SELECT total FROM sums {of callers} WHERE name = :name',
  { table: 'sums', column: 'name', key: 'name', types: { name: 'text' } },
);

/** A database of sums that answers when it is told to, and notes what it was asked. */
function openSums() {
  const sums = new Map<unknown, number>();
  const asked: unknown[][] = [];
  let gate: Promise<void> = Promise.resolve();
  const faults: unknown[] = [];
  const left = new Set<unknown>();
  const add = (name: unknown, by: unknown): { total: number } => {
    sums.set(name, (sums.get(name) ?? 0) + Number(by));
    return { total: sums.get(name) ?? 0 };
  };
  const answerTogether = async ({ values }: { values: [number[], string[]] }) => {
    const [amounts, names] = values;
    asked.push(names);
    await gate;
    if (faults.length > 0) throw faults.shift();
    return {
      rows: names.flatMap((name, index) => (left.has(name) ? [] : [{ ...add(name, amounts[index]), asked_key: name }])),
    };
  };
  const lend: PostgresPool['lend'] = async (work) => work({ query: answerTogether } as unknown as pg.PoolClient);
  const ask = createBatches({ lend }, async (_, [by, name]) => {
    asked.push([name]);
    await gate;
    return add(name, by);
  });
  if (!isBatched(raise)) throw new Error('it is made to be batched');
  return {
    asked,
    faults,
    left,
    raise: (name: string, by = 1) => ask(raise, bind(raise, { name, by })),
    close: () => {
      const opening = Promise.withResolvers<void>();
      gate = opening.promise;
      return opening.resolve;
    },
  };
}

/** The first two begin in turns of their own, so that they are under way alone when the others ask. */
async function askInTurns<T>(names: readonly string[], ask: (name: string, index: number) => Promise<T>) {
  const answers: Promise<T>[] = [];
  for (const [index, name] of names.entries()) {
    answers.push(ask(name, index));
    if (index < 2) await new Promise((resolve) => setImmediate(resolve));
  }
  return { answers };
}

describe('a batched statement', () => {
  it('is the same UPDATE, with a list for each parameter', () => {
    expect(raise.postgres).toBe(
      "UPDATE sums SET total = total + $1  WHERE name = $2 AND note <> ':by' RETURNING total",
    );
    expect(raise.sqlite).toBe("UPDATE sums SET total = total + ?1  WHERE name = ?2 AND note <> ':by' RETURNING total");
    expect(raise.batch?.postgres.replace(/\s+/g, ' ')).toBe(
      'WITH free AS MATERIALIZED (SELECT name AS free_key FROM sums WHERE name = ANY($2::text[]) FOR NO KEY UPDATE SKIP LOCKED) ' +
        'UPDATE sums SET total = total + asked_by FROM unnest($1::integer[], $2::text[]) AS asked (asked_by, asked_name) ' +
        'JOIN free ON free_key = asked_name WHERE name = ANY($2::text[]) AND ' +
        "name = asked_name AND note <> ':by' RETURNING total, asked_name AS asked_key",
    );
  });

  it('that changes nothing is a SELECT of many', () => {
    expect(look.sqlite).toBe('SELECT total FROM sums  WHERE name = ?1');
    expect(look.batch?.postgres).toBe(
      'SELECT asked_name AS asked_key, total FROM sums CROSS JOIN unnest($1::text[]) AS asked (asked_name) ' +
        'WHERE name = ANY($1::text[]) AND name = asked_name',
    );
  });

  it('that changes nothing answers everybody who asks for the same by one row, each with a copy', async () => {
    const asked: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    const query = async ({ values: [names] }: { values: [string[]] }) => {
      asked.push(names);
      return { rows: names.map((name) => ({ total: 7, asked_key: name })) };
    };
    const lend: PostgresPool['lend'] = async (work) => work({ query } as unknown as pg.PoolClient);
    const ask = createBatches({ lend }, async (_, [name]) => {
      asked.push(name);
      await gate.promise;
      return { total: 7 };
    });
    if (!isBatched(look)) throw new Error('it is made to be batched');
    const names = ['a', 'a', 'b', 'b', 'c', 'b'];
    const { answers } = await askInTurns(names, (name) => ask(look, bind(look, { name })));
    gate.resolve();
    const rows = await Promise.all(answers);
    expect(rows).toEqual(Array(6).fill({ total: 7 }));
    expect(new Set(rows).size).toBe(6);
    expect(asked).toEqual(['a', 'a', ['b', 'c']]);
  });

  it('goes alone where nothing is under way, and together where something is', async () => {
    const sums = openSums();
    const open = sums.close();
    const { answers } = await askInTurns(['a', 'b', 'c', 'd', 'e'], sums.raise);
    open();
    expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4].map((total) => ({ total })));
    expect(sums.asked).toEqual([['a'], ['b'], ['c', 'd', 'e']]);
  });

  it('stands once for a row in each batch, and nobody who asks twice is lost', async () => {
    const sums = openSums();
    const open = sums.close();
    const { answers } = await askInTurns(['a', 'b', 'c', 'c', 'd', 'c'], (name) => sums.raise(name));
    open();
    expect(await Promise.all(answers)).toEqual([1, 1, 1, 2, 1, 3].map((total) => ({ total })));
    for (const names of sums.asked) expect(new Set(names).size).toBe(names.length);
  });

  it('is bounded, so that one failure does not reach everybody', async () => {
    const sums = openSums();
    const open = sums.close();
    const answers = Array.from({ length: 1000 }, (_, index) => sums.raise(`row ${index}`));
    open();
    await Promise.all(answers);
    expect(Math.max(...sums.asked.map((names) => names.length))).toBe(256);
  });

  it('asks alone for whoever was left out, and for everybody of a batch that was refused', async () => {
    const deadlock = Object.assign(new pg.DatabaseError('deadlock detected', 1, 'error'), { code: '40P01' });
    for (const fault of [new DatabaseUnavailable(deadlock), deadlock]) {
      const sums = openSums();
      sums.left.add('d');
      const open = sums.close();
      const { answers } = await askInTurns(['a', 'b', 'c', 'd', 'e'], (name) => sums.raise(name));
      sums.faults.push(fault);
      open();
      expect(await Promise.all(answers)).toEqual(Array(5).fill({ total: 1 }));
      expect(new Set(sums.asked.slice(3).flat())).toEqual(new Set(['c', 'd', 'e']));
      // And the next batch is one again.
      await Promise.all(['e', 'f', 'g'].map((name) => sums.raise(name)));
      expect(sums.asked).toContainEqual(['e', 'f', 'g']);
    }
  });

  it('tells everybody of a batch whose connection was lost that nobody knows, and goes on', async () => {
    const sums = openSums();
    const open = sums.close();
    const asked = await askInTurns(['a', 'b', 'c', 'd'], (name) => sums.raise(name));
    const answers = Promise.allSettled(asked.answers);
    sums.faults.push(new DatabaseUnavailable(new Error('Connection terminated unexpectedly')));
    open();
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(await sums.raise('c')).toEqual({ total: 1 });
  });
});
