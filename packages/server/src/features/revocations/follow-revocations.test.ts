import { afterEach, expect, test, vi } from 'vitest';
import { createAnnouncements } from '#platform/database/announcements.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { type Log, silentLog } from '#platform/log.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { followRevocations, type Revocations } from './follow-revocations.ts';
import { createRevocation, deleteExpiredRevocations, listRevocationsAfter } from './store.ts';

const followers: Revocations[] = [];
const others: Database[] = [];
afterEach(async () => {
  for (const follower of followers.splice(0)) follower.stop();
  for (const database of others.splice(0)) await database.close();
});

const revoke = (database: Database, subjectId: string, lifetimeSeconds = 60) =>
  database.transaction((transaction) => createRevocation(transaction, { kind: 'session', subjectId, lifetimeSeconds }));
const tokenOf = (sid: string) => ({ sid, sub: 'account', epoch: 0, kid: 'key' });

describeOnEveryDatabase('revocations', (open) => {
  const follow = async (test: Awaited<ReturnType<typeof open>>) => {
    const follower = await followRevocations({ ...test, log: silentLog });
    followers.push(follower);
    return follower;
  };

  test('sequences rise one by one, also when 50 are made at once, and a rolled-back one leaves no gap', async () => {
    const one = await open();
    await expect(
      one.database.transaction(async (transaction) => {
        await createRevocation(transaction, { kind: 'session', subjectId: 'undone', lifetimeSeconds: 60 });
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    const made = await Promise.all(Array.from({ length: 50 }, (_, n) => revoke(one.database, `session-${n}`)));
    expect(made.map((revocation) => revocation.sequence).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, n) => n + 1),
    );
    const listed = await listRevocationsAfter(one.database.read, 20);
    expect(listed.map((revocation) => revocation.sequence)).toEqual(Array.from({ length: 30 }, (_, n) => n + 21));
  });

  test('what was revoked before the start is known at the start; what was published is felt at once', async () => {
    const one = await open();
    await revoke(one.database, 'before');
    // Nobody tells it, so nothing comes before it is published.
    const follower = await follow({ ...one, database: { ...one.database, announcements: createAnnouncements() } });
    expect(follower.revokedBy(tokenOf('before'))).toBe('session');
    const revocation = await revoke(one.database, 'after');
    expect(follower.revokedBy(tokenOf('after'))).toBeUndefined();
    follower.publish([revocation]);
    expect(follower.revokedBy(tokenOf('after'))).toBe('session');
  });

  /** Another process: it shares the rows and tells nobody. */
  const openOther = async (one: Awaited<ReturnType<typeof open>>) => {
    const { database } = await openDatabase({ ...one, log: silentLog, migrations: null, checkpoints: false });
    others.push(database);
    return { ...database, announcements: createAnnouncements() };
  };

  test('what another process ended is felt by the next poll, also when this one has published later ones', async () => {
    const one = await open();
    const other = await openOther(one);
    const follower = await follow({ ...one, database: { ...one.database, announcements: createAnnouncements() } });
    await revoke(other, 'theirs');
    follower.publish([await revoke(one.database, 'ours')]);
    expect(follower.revokedBy(tokenOf('theirs'))).toBeUndefined();
    await follower.refresh();
    expect(follower.revokedBy(tokenOf('theirs'))).toBe('session');
    await revoke(other, 'later');
    await expect.poll(() => follower.revokedBy(tokenOf('later')), { timeout: 2000 }).toBe('session');
  });

  test('what is announced is looked up at once, also while a look is under way, and is never believed', async () => {
    const one = await open();
    const follower = await follow(one);
    const told: number[] = [];
    follower.follow((found) => told.push(...found.map(({ sequence }) => sequence)));
    await Promise.all(Array.from({ length: 20 }, (_, n) => revoke(one.database, `session-${n}`)));
    await expect.poll(() => told.length, { timeout: 900, interval: 5 }).toBe(20);
    expect(told).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(follower.sequence).toBe(20);
    one.database.announcements.receive([{ topic: 'revocations', id: '999' }]);
    one.database.announcements.missed();
    await follower.refresh();
    expect(follower.size).toBe(20);
  });

  test('expired ones are not read, and are removed', async () => {
    const one = await open();
    await revoke(one.database, 'short', 10);
    await revoke(one.database, 'long', 1000);
    await one.clock.wind({ seconds: 11 });
    expect((await follow(one)).size).toBe(1);
    expect(await deleteExpiredRevocations(one.database.write)).toBe(1);
    expect(await listRevocationsAfter(one.database.read, 0)).toHaveLength(1);
  });

  test('P9: a node that cannot read for two seconds is not fresh, answers 503, and recovers by itself', async () => {
    const one = await open();
    let isAway = false;
    const read: Database['read'] = {
      ...one.database.read,
      all: (statement, parameters) =>
        isAway ? Promise.reject(new Error('away')) : one.database.read.all(statement, parameters),
    };
    const follower = await follow({ ...one, database: { ...one.database, read } });
    expect(follower.isFresh()).toBe(true);
    isAway = true;
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + 2000);
    expect(follower.isFresh()).toBe(false);
    await expect(follower.refresh()).rejects.toMatchObject({ code: 'unavailable', details: { retryAfterSeconds: 1 } });
    expect(follower.isFresh()).toBe(false);
    isAway = false;
    await follower.refresh();
    expect(follower.isFresh()).toBe(true);
    clock.mockRestore();
  });

  test('P3: a poll that was under way while the process stood still is not enough: what came meanwhile is looked up', async () => {
    const one = await open();
    const other = await openOther(one);
    let answer: (() => void) | undefined;
    const read: Database['read'] = {
      ...one.database.read,
      all: async (statement, parameters) => {
        const rows = await one.database.read.all(statement, parameters);
        // Only the first one after the start: its answer has come, and nobody is awake to read it.
        if (answer === undefined && isHeld) await new Promise<void>((resolve) => (answer = resolve));
        return rows;
      },
    };
    let isHeld = false;
    const database = { ...one.database, read, announcements: createAnnouncements() };
    const follower = await follow({ ...one, database });
    isHeld = true;
    const underWay = follower.refresh();
    await expect.poll(() => answer).toBeDefined();
    await revoke(other, 'meanwhile');
    const real = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => real() + 5000);
    const woken = follower.refresh();
    answer?.();
    await Promise.all([underWay, woken]);
    expect(follower.revokedBy(tokenOf('meanwhile'))).toBe('session');
  });

  test('P3: a machine that slept, whose monotonic clock stood still, is not fresh when it wakes', async () => {
    const one = await open();
    const follower = await follow(one);
    const real = Date.now.bind(Date);
    for (const hours of [1, -1]) {
      const wall = vi.spyOn(Date, 'now').mockImplementation(() => real() + hours * 3_600_000);
      expect(follower.isFresh()).toBe(false);
      await follower.refresh();
      expect(follower.isFresh()).toBe(true);
      wall.mockRestore();
    }
  });

  test('P9: whoever waits for a database that is met with silence hears 503 after a second', async () => {
    const one = await open();
    let isSilent = false;
    const read: Database['read'] = {
      ...one.database.read,
      all: (statement, parameters) => (isSilent ? new Promise(() => {}) : one.database.read.all(statement, parameters)),
    };
    const follower = await follow({ ...one, database: { ...one.database, read } });
    isSilent = true;
    const startedAt = performance.now();
    await expect(follower.refresh()).rejects.toMatchObject({
      code: 'unavailable',
      details: { retryAfterSeconds: 1 },
      cause: { message: 'the database has not answered in time' },
    });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  /** It looks when it is asked or told to, and never by the clock; `reads` counts the looks, the one of the start included. */
  const followUntimed = async (one: Awaited<ReturnType<typeof open>>, beforeAnswer: () => unknown = () => {}) => {
    const timed = vi.spyOn(globalThis, 'setInterval').mockReturnValue({ unref: () => {} } as NodeJS.Timeout);
    const seen = { reads: 0, warnings: [] as unknown[][], tick: () => {} };
    const read: Database['read'] = {
      ...one.database.read,
      all: async (statement, parameters) => {
        seen.reads += 1;
        const rows = await one.database.read.all(statement, parameters);
        await beforeAnswer();
        return rows;
      },
    };
    const warn = (...line: unknown[]): number => seen.warnings.push(line);
    const log = { ...silentLog, warn } as unknown as Log;
    const follower = await followRevocations({ ...one, log, database: { ...one.database, read } });
    followers.push(follower);
    const [tick] = timed.mock.calls[0] ?? [];
    timed.mockRestore();
    if (typeof tick === 'function') seen.tick = () => tick();
    return { follower, seen };
  };

  test('one look answers whoever asks, and what is told during a look brings exactly one more', async () => {
    const one = await open();
    let answer: (() => void) | undefined;
    let isHeld = false;
    const { follower, seen } = await followUntimed(one, async () => {
      if (isHeld) await new Promise<void>((resolve) => (answer = resolve));
    });
    await follower.refresh();
    expect(seen.reads).toBe(2);
    isHeld = true;
    const underWay = follower.refresh();
    await expect.poll(() => answer).toBeDefined();
    await Promise.all([revoke(one.database, 'a'), revoke(one.database, 'b')]);
    isHeld = false;
    answer?.();
    await underWay;
    await expect.poll(() => follower.revokedBy(tokenOf('b'))).toBe('session');
    expect(seen.reads).toBe(4);
  });

  test('P9: a node that comes to the end of two looks with what was true long ago answers 503', async () => {
    const one = await open();
    let slept = 0;
    const { follower, seen } = await followUntimed(one, () => {
      slept += 2000;
    });
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + slept);
    await expect(follower.refresh()).rejects.toMatchObject({ code: 'unavailable', details: { retryAfterSeconds: 1 } });
    expect(seen.reads).toBe(3);
    clock.mockRestore();
  });

  test('P3: a node is fresh until two seconds after it looked, and not at two seconds', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const { follower } = await followUntimed(await open());
    clock.mockReturnValue(2999);
    expect(follower.isFresh()).toBe(true);
    clock.mockReturnValue(3000);
    expect(follower.isFresh()).toBe(false);
    clock.mockRestore();
  });

  test('a look that fails is told in the log, with its reason, and once, whatever is told meanwhile', async () => {
    const one = await open();
    const reason = new Error('away');
    let isAway = false;
    const { seen } = await followUntimed(one, () => {
      if (!isAway) return;
      for (let times = 0; times < 3; times += 1) one.database.announcements.missed();
      isAway = false;
      throw reason;
    });
    isAway = true;
    seen.tick();
    await expect.poll(() => seen.reads).toBe(3);
    await expect.poll(() => seen.warnings).toEqual([[{ err: reason }, 'revocations could not be read']]);
  });

  test('every sixtieth look lets go of what has expired, in memory and in the table', async () => {
    const one = await open();
    const { follower } = await followUntimed(one);
    await revoke(one.database, 'short', 10);
    await revoke(one.database, 'long', 1000);
    await follower.refresh();
    await one.clock.wind({ seconds: 11 });
    // The start was the first one, and each of the two was told.
    for (let looks = 4; looks < 59; looks += 1) await follower.refresh();
    expect(follower.size).toBe(2);
    for (let more = 0; more < 4; more += 1) await follower.refresh();
    expect(follower.size).toBe(1);
    await expect.poll(() => deleteExpiredRevocations(one.database.write)).toBe(0);
  });

  test('who follows no more is told nothing, and who has stopped looks no more', async () => {
    const one = await open();
    const { follower, seen } = await followUntimed(one);
    const told: number[] = [];
    const unfollow = follower.follow((found) => told.push(found.length));
    await follower.refresh();
    unfollow();
    await follower.refresh();
    expect(told).toEqual([0]);
    const { reads } = seen;
    follower.stop();
    await revoke(one.database, 'after the stop');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen.reads).toBe(reads);
  });

  test('its clock keeps no process alive, and stands still when it has stopped', async () => {
    const timed = vi.spyOn(globalThis, 'setInterval');
    const cleared = vi.spyOn(globalThis, 'clearInterval');
    const follower = await follow(await open());
    const timer = timed.mock.results.map(({ value }) => value as NodeJS.Timeout).at(-1);
    expect(timer?.hasRef()).toBe(false);
    follower.stop();
    expect(cleared).toHaveBeenCalledWith(timer);
    vi.restoreAllMocks();
  });
});
