import { expect, test } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import {
  createRevocation,
  deleteExpiredRevocations,
  findLastRevocation,
  listRevocationsAfter,
  pageRevocations,
  type Revocation,
  skipRevocationSequences,
} from './store.ts';

const now = 1_900_000_000_000;

describeOnEveryDatabase('the revocation list', (open) => {
  async function given() {
    const one = await open();
    return { database: one.database, setClock: await freezeClock(one, now) };
  }
  const revoke = (database: Database, subjectId: string, lifetimeSeconds = 60) =>
    database.transaction((transaction) =>
      createRevocation(transaction, { kind: 'session', subjectId, lifetimeSeconds }),
    );
  const sequencesOf = (found: readonly Revocation[]) => found.map(({ sequence }) => sequence);
  async function pages(database: Database, asked: { after: number; upTo: number; limit?: number }) {
    const found: number[][] = [];
    for await (const page of pageRevocations(database.read, asked)) {
      found.push(sequencesOf(page));
      if (found.length > 10) expect.fail('the pages have no end');
    }
    return found;
  }

  test('P3: a line says what was revoked, and stands for its lifetime, to the millisecond', async () => {
    const { database, setClock } = await given();
    const row = { sequence: 1, subject_id: 'a', revoked_at: now, expires_at: now + 60_000 };
    expect(await revoke(database, 'a')).toEqual({ ...row, kind: 'session', epoch: null });
    await setClock(now + 59_999);
    expect(await listRevocationsAfter(database.read, 0)).toEqual([{ ...row, kind: 'session', epoch: null }]);
    expect(await pages(database, { after: 0, upTo: 1 })).toEqual([[1]]);
    expect(await deleteExpiredRevocations(database.write)).toBe(0);
    await setClock(now + 60_000);
    expect(await listRevocationsAfter(database.read, 0)).toEqual([]);
    expect(await pages(database, { after: 0, upTo: 1 })).toEqual([]);
    expect(await deleteExpiredRevocations(database.write)).toBe(1);
  });

  test('of an account the epoch is kept, also where it is nought', async () => {
    const { database } = await given();
    for (const epoch of [0, 7])
      expect(
        await database.transaction((transaction) =>
          createRevocation(transaction, { kind: 'account', subjectId: 'ann', epoch, lifetimeSeconds: 1 }),
        ),
      ).toMatchObject({ kind: 'account', epoch });
  });

  test('P3: what came after a sequence is listed in order, without that one and without a gap', async () => {
    const { database } = await given();
    for (const id of ['c', 'a', 'b']) await revoke(database, id);
    expect(sequencesOf(await listRevocationsAfter(database.read, 0))).toEqual([1, 2, 3]);
    expect(sequencesOf(await listRevocationsAfter(database.read, 2))).toEqual([3]);
    expect(sequencesOf(await listRevocationsAfter(database.read, 3))).toEqual([]);
    expect(await findLastRevocation(database.read)).toBe(3);
  });

  test('P3: sequences that may have been given in a lost time are left out', async () => {
    const { database } = await given();
    await revoke(database, 'a');
    await database.transaction((transaction) => skipRevocationSequences(transaction, 1000));
    expect(await findLastRevocation(database.read)).toBe(1001);
    expect(await revoke(database, 'b')).toMatchObject({ sequence: 1002 });
  });

  test('pages are as long as asked for, end where asked for, and go over what has expired', async () => {
    const { database, setClock } = await given();
    for (const [id, seconds] of Object.entries({ a: 9, b: 9, c: 1, d: 9, e: 9, f: 9 }))
      await revoke(database, id, seconds);
    await setClock(now + 1000);
    expect(await pages(database, { after: 0, upTo: 6, limit: 2 })).toEqual([[1, 2], [4, 5], [6]]);
    expect(await pages(database, { after: 0, upTo: 6, limit: 3 })).toEqual([
      [1, 2, 4],
      [5, 6],
    ]);
    expect(await pages(database, { after: 1, upTo: 5, limit: 2 })).toEqual([[2, 4], [5]]);
    expect(await pages(database, { after: 3, upTo: 5, limit: 2 })).toEqual([[4, 5]]);
    expect(await pages(database, { after: 5, upTo: 5, limit: 2 })).toEqual([]);
    expect(await pages(database, { after: 6, upTo: 6 })).toEqual([]);
    expect(await pages(database, { after: 0, upTo: 6 })).toEqual([[1, 2, 4, 5, 6]]);
  });

  test('P3: without its counter nothing can be revoked or told, and it is said loudly', async () => {
    const { database } = await given();
    await database.write.change(statement('test.no_counter', 'DELETE FROM revocation_counter'), {});
    await expect(revoke(database, 'a')).rejects.toThrow('revocation_counter has lost its row');
    await expect(findLastRevocation(database.read)).rejects.toThrow('revocation_counter has lost its row');
  });
});
