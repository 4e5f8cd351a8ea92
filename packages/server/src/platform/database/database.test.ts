import { describe, expect, it } from 'vitest';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { UniqueViolation } from './database.ts';
import { bind, statement } from './statement.ts';

const next = statement<Record<never, never>, { last: number }>(
  'test.next',
  'UPDATE revocation_counter SET last = last + 1 WHERE id = 1 RETURNING last',
);
const current = statement<Record<never, never>, { last: number }>(
  'test.current',
  'SELECT last FROM revocation_counter',
);
const now = statement<Record<never, never>, { now: number }>('test.now', 'SELECT now_ms() AS now');
const duplicate = statement<Record<never, never>>(
  'test.duplicate',
  'INSERT INTO revocation_counter (id, last) VALUES (1, 0)',
);

describe('a statement', () => {
  const text = statement<{ a: number; b: string }>('t', "SELECT :a, ':c', x::text, :b, :a {for share}");

  it('numbers its parameters once each and leaves literals and casts alone', () => {
    expect(text.postgres).toBe("SELECT $1, ':c', x::text, $2, $1 FOR SHARE");
    expect(text.sqlite).toBe("SELECT ?1, ':c', x::text, ?2, ?1 ");
    expect(bind(text, { b: 'B', a: 1 })).toEqual([1, 'B']);
  });

  it('refuses to run without one of its parameters', () => {
    expect(() => bind(text, { a: 1 })).toThrow('parameter b is missing');
  });
});

describeOnEveryDatabase('the database', (open) => {
  it('gives every one of 200 parallel writes its own number', async () => {
    const { database } = await open();
    const numbers = await Promise.all(Array.from({ length: 200 }, () => database.write.first(next, {})));
    expect(numbers.map((row) => row?.last).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
  });

  it('undoes a transaction that fails and keeps the ones beside it', async () => {
    const { database } = await open();
    const results = await Promise.allSettled([
      database.transaction((transaction) => transaction.first(next, {})),
      database.transaction(async (transaction) => {
        await transaction.first(next, {});
        throw new Error('changed my mind');
      }),
      database.write.first(next, {}),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await database.read.first(current, {})).toEqual({ last: 2 });
  });

  it('finds nothing by a text with a NUL in it, which is no fault', async () => {
    const { database } = await open();
    const byName = statement<{ name: string }, { id: string }>('test.nul', 'SELECT id FROM accounts WHERE id = :name');
    expect(await database.read.first(byName, { name: 'a\u0000b' })).toBeUndefined();
    expect(await database.transaction((transaction) => transaction.all(byName, { name: '\0' }))).toEqual([]);
  });

  it('names the constraint that a duplicate met, and the rest of its group stands', async () => {
    const { database } = await open();
    const [failed, written] = await Promise.allSettled([
      database.write.change(duplicate, {}),
      database.write.first(next, {}),
    ]);
    expect(failed).toMatchObject({ status: 'rejected', reason: expect.any(UniqueViolation) });
    expect(written.status).toBe('fulfilled');
  });

  it('does not let a reader see what is not committed yet', async () => {
    const { database } = await open();
    await database.transaction(async (transaction) => {
      await transaction.first(next, {});
      expect(await database.read.first(current, {})).toEqual({ last: 0 });
    });
    expect(await database.read.first(current, {})).toEqual({ last: 1 });
  });

  it('shows one moment to a snapshot, and to everybody else what is written meanwhile', async () => {
    const { database } = await open();
    const seen = await database.snapshot(async (read) => {
      const before = await read.first(current, {});
      await database.write.first(next, {});
      return [before, await read.first(current, {}), await database.read.first(current, {})];
    });
    expect(seen.map((row) => row?.last)).toEqual([0, 0, 1]);
    expect(await database.snapshot((read) => read.first(current, {}))).toEqual({ last: 1 });
  });

  it('ends a snapshot whose work fails, with the failure, and lets none of them write', async () => {
    const { database } = await open();
    await expect(database.snapshot(() => Promise.reject(new Error('changed my mind')))).rejects.toThrow('my mind');
    await expect(database.snapshot((read) => read.first(next, {}))).rejects.toThrow();
    expect(await database.write.first(next, {})).toEqual({ last: 1 });
  });

  it('goes by a clock that can be wound', async () => {
    const { database, clock } = await open();
    const before = (await database.read.first(now, {}))?.now ?? 0;
    await clock.wind({ seconds: 3600 });
    const after = (await database.read.first(now, {}))?.now ?? 0;
    expect(after - before).toBeGreaterThanOrEqual(3600_000);
    expect(after - before).toBeLessThan(3700_000);
  });

  it('refuses work after it was closed', async () => {
    const { database, close } = await open();
    await close();
    await expect(database.write.first(next, {})).rejects.toThrow();
  });
});
