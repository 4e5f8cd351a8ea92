import { expect, test } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { givenOwner, givenRow, removeRows, rowsOf } from '#test/given-session-rows.ts';
import {
  countSessions,
  createSession,
  deleteOldSessions,
  endEverySessionRow,
  endSessionRow,
  endSessionRowBySeed,
  endSessionRows,
  listSessions,
  noteLateReissue,
  proveArrival,
  raiseSessionEpochs,
  reseedSessionRow,
  type Session,
} from './store.ts';

const now = 1_900_000_000_000;
const idleSeconds = 3600;
const idle = idleSeconds * 1000;
const seedHash = Buffer.alloc(32, 7);
const otherHash = Buffer.alloc(32, 8);

/** Of a live session, in which no column has the value that another one has. */
const live = {
  id: 'session',
  account_id: 'owner',
  seed_hash: seedHash,
  key_id: 1,
  generation: 5,
  window_at: now - 100,
  generation_at: now - 200,
  reissues: 2,
  late_generation: 3,
  late_streak: 1,
  absolute_at: now + 10 * idle,
  created_at: now - 300,
} as const;
/** In its last millisecond by either timeout, and over by either. */
const lastMoments = [{ absolute_at: now + 1 }, { window_at: now - idle + 1 }];
const timedOut = [{ absolute_at: now }, { window_at: now - idle }];
const ended = { ended_at: now - 1, ended_reason: 'replaced' } as const;

describeOnEveryDatabase('the session store', (open) => {
  async function given(...rows: Partial<Session>[]): Promise<Database> {
    const one = await open();
    await freezeClock(one, now);
    await givenOwner(one.database, 'owner');
    await givenOwner(one.database, 'stranger');
    for (const row of rows) await givenRow(one.database, { ...live, ...row });
    return one.database;
  }
  const rowOf = async (database: Database, id = 'session') =>
    (await rowsOf(database)).find((row) => row.id === id) ?? expect.fail('no row');
  /** Tries a deed on each of the rows, alone in the table, and says for which of them it does something. */
  async function answersFor(rows: Partial<Session>[], deed: (database: Database) => Promise<unknown>) {
    const answers: boolean[] = [];
    const database = await given();
    for (const row of rows) {
      await removeRows(database);
      await givenRow(database, { ...live, ...row });
      const before = await rowsOf(database);
      const answer = await deed(database);
      const isDone = answer !== undefined && answer !== 0 && answer !== false;
      if (!isDone) expect(await rowsOf(database)).toEqual(before);
      answers.push(isDone);
    }
    return answers;
  }

  const create = (database: Database, accountId: string, credentialVersion: number) =>
    database.transaction((transaction) =>
      createSession(transaction, {
        id: 'new',
        accountId,
        credentialVersion,
        seedHash,
        keyId: 9,
        transport: 'split',
        absoluteSeconds: 50,
        deviceName: 'Firefox',
        userAgent: 'Firefox/140',
        ip: '192.0.2.1',
      }),
    );

  test('a session begins at generation 1, under the account’s epoch, and lives from the database’s now', async () => {
    const database = await given();
    const answer = await create(database, 'owner', 2);
    const row = {
      account_id: 'owner',
      key_id: 9,
      generation: 1,
      window_at: now,
      generation_at: now,
      reissues: 0,
      absolute_at: now + 50_000,
      epoch: 4,
      transport: 'split',
      created_at: now,
    };
    expect(answer).toEqual({ ...row, now });
    expect(await rowOf(database, 'new')).toMatchObject({
      ...row,
      proved_at: null,
      late_generation: 0,
      late_streak: 0,
      ended_at: null,
      chain_epoch: null,
      device_name: 'Firefox',
      user_agent: 'Firefox/140',
      ip: '192.0.2.1',
    });
  });

  test('P4: none begins under another version of the credential, for a suspended account, or for nobody', async () => {
    const database = await given();
    await givenOwner(database, 'suspended', 'suspended');
    for (const [accountId, version] of [
      ['owner', 1],
      ['owner', 3],
      ['suspended', 2],
      ['nobody', 2],
    ] as const)
      expect(await create(database, accountId, version)).toBeUndefined();
    expect(await rowsOf(database)).toEqual([]);
  });

  const reseed = (database: Database, accountId = 'owner') =>
    database.transaction((transaction) =>
      reseedSessionRow(transaction, { id: 'session', accountId, seedHash: otherHash, keyId: 9, epoch: 8, idleSeconds }),
    );

  test('another chain begins as a new session does, and the absolute timeout stays', async () => {
    const database = await given({ proved_at: now - 50, chain_epoch: 3 }, { id: 'another' });
    expect(await reseed(database)).toMatchObject({ generation: 1, absolute_at: live.absolute_at, epoch: 8, now });
    const row = await rowOf(database);
    expect(row).toMatchObject({
      key_id: 9,
      generation: 1,
      window_at: now,
      generation_at: now,
      reissues: 0,
      proved_at: null,
      late_generation: 0,
      late_streak: 0,
      epoch: 8,
      chain_epoch: null,
      created_at: live.created_at,
    });
    expect(Buffer.from(row.seed_hash)).toEqual(otherHash);
    expect(await rowOf(database, 'another')).toMatchObject({ generation: 5, epoch: 4 });
  });

  test('E5: no other chain begins for a session that ended or timed out, to the millisecond, or is somebody else’s', async () => {
    expect(await answersFor([...lastMoments, ...timedOut, ended], reseed)).toEqual([true, true, false, false, false]);
    expect(await answersFor([{}], (database) => reseed(database, 'stranger'))).toEqual([false]);
  });

  const prove = (database: Database, proof: { generation?: number; epoch?: number; issuedAt?: number } = {}) =>
    proveArrival(database.write, {
      sessionId: 'session',
      generation: 5,
      epoch: 4,
      issuedAt: now - 60_000,
      graceSeconds: 60,
      ...proof,
    });

  test('an arrival is proved by a token of this very generation and chain that is one grace old, to the millisecond', async () => {
    const database = await given({}, { id: 'another' });
    for (const [proof, changes] of [
      [{ generation: 4 }, 0],
      [{ generation: 6 }, 0],
      [{ epoch: 3 }, 0],
      [{ issuedAt: now - 59_999 }, 0],
      [{}, 1],
    ] as const)
      expect(await prove(database, proof), JSON.stringify(proof)).toBe(changes);
    expect(await rowOf(database)).toMatchObject({ proved_at: now });
    expect(await rowOf(database, 'another')).toMatchObject({ proved_at: null });
  });

  test('an arrival is proved once, of a session that goes on, and by a token of any epoch of its chain', async () => {
    const chain = { epoch: 6, chain_epoch: 4 };
    expect(await answersFor([{ proved_at: now - 1 }, ended, { epoch: 5 }, chain], prove)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  const note = (database: Database, generation = 5) =>
    database.transaction((transaction) => noteLateReissue(transaction, 'session', generation));

  test('a late re-issue counts once for its generation, and in a row only where the one before was late as well', async () => {
    const inARow = await given({ late_generation: 4, late_streak: 2 }, { id: 'another' });
    expect(await note(inARow)).toEqual({ late_streak: 3, account_id: 'owner', device_name: null });
    expect(await note(inARow)).toBeUndefined();
    expect(await rowOf(inARow)).toMatchObject({ late_generation: 5, late_streak: 3 });
    expect(await rowOf(inARow, 'another')).toMatchObject({ late_generation: 3, late_streak: 1 });
    const after = await given({ late_generation: 3, late_streak: 2 });
    expect(await note(after, 4)).toBeUndefined();
    expect(await note(after)).toMatchObject({ late_streak: 1 });
  });

  const end = (database: Database, { accountId = 'owner', epoch }: { accountId?: string; epoch?: number } = {}) =>
    database.transaction((transaction) =>
      endSessionRow(transaction, {
        id: 'session',
        accountId,
        reason: 'signed_out',
        ...(epoch !== undefined && { epoch }),
      }),
    );

  test('an end is for the owner’s session alone, once, by a token of its chain or by whoever needs none', async () => {
    const database = await given({}, { id: 'another' });
    expect(await end(database, { accountId: 'stranger' })).toBe(false);
    expect(await end(database, { epoch: 3 })).toBe(false);
    expect(await end(database, { epoch: 4 })).toBe(true);
    expect(await rowOf(database)).toMatchObject({ ended_at: now, ended_reason: 'signed_out' });
    expect(await rowOf(database, 'another')).toMatchObject({ ended_at: null });
    const isEnded = await answersFor([{ epoch: 6, chain_epoch: 4 }, { epoch: 6, chain_epoch: 5 }, ended], (other) =>
      end(other, { epoch: 4 }),
    );
    expect(isEnded).toEqual([true, false, false]);
    expect(await answersFor([{}], end)).toEqual([true]);
  });

  test('P6: an end by refresh token needs the seed of this very chain, and comes once', async () => {
    const endBySeed = (database: Database, seed = seedHash) =>
      database.transaction((transaction) =>
        endSessionRowBySeed(transaction, { id: 'session', seedHash: seed, reason: 'replay' }),
      );
    const database = await given({}, { id: 'another' });
    expect(await endBySeed(database, otherHash)).toBeUndefined();
    expect(await endBySeed(database)).toEqual({ id: 'session', account_id: 'owner' });
    expect(await rowOf(database)).toMatchObject({ ended_at: now, ended_reason: 'replay' });
    expect(await rowOf(database, 'another')).toMatchObject({ ended_at: null });
    expect(await answersFor([ended], endBySeed)).toEqual([false]);
  });

  test('E7: an end of all takes everything of the account but the kept one, and says which of them were live', async () => {
    const gone = [...timedOut.map((row, index) => ({ ...row, id: `gone-${index}` })), { ...ended, id: 'ended' }];
    const there = lastMoments.map((row, index) => ({ ...row, id: `live-${index}` }));
    const database = await given(...there, ...gone, { id: 'kept' }, { id: 'foreign', account_id: 'stranger' });
    const rows = await database.transaction((transaction) =>
      endSessionRows(transaction, { accountId: 'owner', keepSessionId: 'kept', reason: 'password_reset', idleSeconds }),
    );
    expect(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: 'gone-0', live: 0 },
      { id: 'gone-1', live: 0 },
      { id: 'live-0', live: 1 },
      { id: 'live-1', live: 1 },
    ]);
    for (const { id } of rows)
      expect(await rowOf(database, id)).toMatchObject({ ended_at: now, ended_reason: 'password_reset' });
    for (const id of ['kept', 'foreign']) expect(await rowOf(database, id)).toMatchObject({ ended_at: null });
    expect(await rowOf(database, 'ended')).toMatchObject(ended);
  });

  test('an end of everybody counts those that were live, to the millisecond, and leaves older ends as they were', async () => {
    const rows = [...lastMoments, ...timedOut, ended].map((row, index) => ({ ...row, id: `s${index}` }));
    const database = await given(...rows);
    const count = await database.transaction((transaction) =>
      endEverySessionRow(transaction, { reason: 'everything_ended', idleSeconds }),
    );
    expect(count).toBe(2);
    const after = await rowsOf(database);
    expect(after.map((row) => row.ended_at)).toEqual([now, now, now, now, now - 1]);
    expect(after.map((row) => row.ended_reason)).toEqual([...Array(4).fill('everything_ended'), 'replaced']);
  });

  test('a larger epoch leaves the chain where it began, and those alone that have ended or are somebody else’s', async () => {
    const database = await given(
      { id: 'a' },
      { id: 'b', chain_epoch: 2 },
      { ...ended, id: 'c' },
      { id: 'd', account_id: 'stranger' },
    );
    expect(await database.transaction((transaction) => raiseSessionEpochs(transaction, 'owner', 7))).toBe(2);
    expect((await rowsOf(database)).map((row) => [row.chain_epoch, row.epoch])).toEqual([
      [4, 7],
      [2, 7],
      [null, 4],
      [null, 4],
    ]);
  });

  test('the list has what lives to the millisecond, the newest first, and goes on behind where it stopped', async () => {
    const there = [
      { id: 'b', created_at: 20 },
      { id: 'a', created_at: 20 },
      { id: 'c', created_at: 30, absolute_at: now + 1 },
      { id: 'd', created_at: 10, window_at: now - idle + 1 },
    ];
    const gone = [...timedOut, ended, { account_id: 'stranger' }].map((row, index) => ({ ...row, id: `x${index}` }));
    const database = await given(...there, ...gone);
    const list = async (before: { createdAt: number; id: string } | null, limit: number) =>
      (await listSessions(database.read, { accountId: 'owner', idleSeconds, before, limit })).map(({ id }) => id);
    expect(await list(null, 10)).toEqual(['c', 'a', 'b', 'd']);
    expect(await list(null, 2)).toEqual(['c', 'a']);
    expect(await list({ createdAt: 20, id: 'a' }, 10)).toEqual(['b', 'd']);
    expect(await list({ createdAt: 20, id: 'b' }, 10)).toEqual(['d']);
    expect(await countSessions(database.read, { accountId: 'owner', idleSeconds })).toBe(4);
    expect(await countSessions(database.read, { accountId: 'nobody', idleSeconds })).toBe(0);
  });

  test('what ended or timed out is removed a millisecond after it was to be kept', async () => {
    const kept = 1000;
    const edges = [{ absolute_at: now - kept }, { window_at: now - idle - kept }, { ended_at: now - kept }];
    const over = [{ absolute_at: now - kept - 1 }, { window_at: now - idle - kept - 1 }, { ended_at: now - kept - 1 }];
    const rows = [...edges, ...over, {}].map((row, index) => ({ ...row, id: `s${index}` }));
    const database = await given(...rows);
    expect(await deleteOldSessions(database.write, { keptSeconds: kept / 1000, idleSeconds, limit: 10 })).toBe(3);
    expect((await rowsOf(database)).map((row) => row.id)).toEqual(['s0', 's1', 's2', 's6']);
  });
});
