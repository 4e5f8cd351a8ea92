import { afterEach, expect, test, vi } from 'vitest';
import { createRevocation } from '#features/revocations/store.ts';
import { revokeServiceKey } from '#features/service-keys/revoke-service-key.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { statement } from '#platform/database/statement.ts';
import { silentLog } from '#platform/log.ts';
import { type EventReader, listen, readEvents } from '#test/event-reader.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { type GivenServiceKey, givenServiceKey } from '#test/given-service-key.ts';
import { describeApp, openApp, type TestApp } from '#test/test-app.ts';

const path = '/api/revocations/stream';
const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

const read = async (app: TestApp, key: GivenServiceKey, lastEventId?: number | string): Promise<EventReader> => {
  const reader = await readEvents(app, path, key.headers, lastEventId);
  readers.push(reader);
  return reader;
};
const given = (app: Pick<TestApp, 'database'>) => givenServiceKey(app, ['revocations:read']);
const revoke = ({ database }: Pick<TestApp, 'database'>, subjectId: string, lifetimeSeconds = 600) =>
  database.transaction((transaction) => createRevocation(transaction, { kind: 'session', subjectId, lifetimeSeconds }));
const soon = { timeout: 5000, interval: 5 };
const dataOf = (reader: EventReader, index: number) =>
  JSON.parse(reader.events[index]?.data ?? 'null') as Record<string, unknown>;

const insertMany = statement<{ given: string }>(
  'test.revocations',
  `INSERT INTO revocations (sequence, kind, subject_id, epoch, revoked_at, expires_at)
   SELECT CAST(given.value ->> 'sequence' AS bigint), 'session', given.value ->> 'id', NULL, now_ms(), now_ms() + 600000
   FROM {each :given} AS given WHERE true`,
);
const setLast = statement<{ last: number }>('test.last', 'UPDATE revocation_counter SET last = :last');

describeApp('the stream of revocations', (open) => {
  test('starts with a snapshot, then tells each revocation with its number, and that it knows everything', async () => {
    const app = await open();
    const key = await given(app);
    await revoke(app, 'one');
    await revoke(app, 'gone', 1);
    await app.clock.wind({ seconds: 2 });
    const reader = await read(app, key);
    expect(reader.status).toBe(200);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    await expect.poll(() => reader.events.length, soon).toBe(1);
    expect(reader.text()).toMatch(/^retry: \d+\n\n/);
    expect(reader.events[0]).toMatchObject({ event: 'snapshot', id: '2' });
    expect(dataOf(reader, 0)).toEqual({
      sequence: 2,
      items: [
        { kind: 'session', id: 'one', revoked_at: expect.any(String), expires_at: expect.any(String), epoch: null },
      ],
    });
    await revoke(app, 'two');
    await expect.poll(() => reader.events.length, soon).toBe(2);
    expect(reader.events[1]).toMatchObject({ event: 'revocation', id: '3' });
    expect(dataOf(reader, 1)).toEqual({
      sequence: 3,
      kind: 'session',
      id: 'two',
      revoked_at: expect.any(String),
      expires_at: expect.any(String),
      epoch: null,
    });
    await expect.poll(() => reader.heartbeats.at(-1), soon).toEqual({ sequence: 3 });
  });

  test('a snapshot of more than a page is whole, as a list and on the stream', async () => {
    const app = await open();
    const key = await given(app);
    const many = Array.from({ length: 4500 }, (_, n) => ({ sequence: n + 1, id: `session-${n}` }));
    await app.database.write.change(insertMany, { given: JSON.stringify(many) });
    await app.database.write.change(setLast, { last: many.length });
    const answer = await app.get('/api/revocations', key.headers);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    const listed = answer.json<{ sequence: number; items: { id: string }[] }>();
    expect([listed.sequence, listed.items.map(({ id }) => id)]).toEqual([4500, many.map(({ id }) => id)]);
    const reader = await read(app, key);
    await expect.poll(() => reader.events.length, soon).toBe(1);
    expect(dataOf(reader, 0)).toEqual(listed);
    const resumed = await read(app, key, 100);
    await expect.poll(() => resumed.events.length, soon).toBe(4400);
    expect(resumed.ids()[0]).toBe(101);
  });

  test('P3, P4: what node A revokes arrives from node B, and a reader who moves on misses nothing and gets nothing twice', async () => {
    const one = await open();
    const other = await openOther(one);
    const key = await given(one);
    const first = await read(one, key, 0);
    const making = (async () => {
      for (let n = 1; n <= 60; n += 1) await revoke(n % 2 === 0 ? one : other, `session-${n}`);
    })();
    await expect.poll(() => first.events.length, soon).toBeGreaterThan(10);
    first.close();
    const second = await read(other, key, first.ids().at(-1));
    await making;
    await expect.poll(() => second.ids().at(-1), soon).toBe(60);
    expect([...first.ids(), ...second.ids()]).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    await other.app.server.close();
    if (other.database !== one.database) await other.database.close();
  });

  test('many readers who come while 300 sessions end each get every one once, in order', async () => {
    const app = await open();
    const key = await given(app);
    const making = (async () => {
      for (let made = 0; made < 300; made += 20)
        await Promise.all(Array.from({ length: 20 }, (_, n) => revoke(app, `session-${made + n}`)));
    })();
    const all = await Promise.all(Array.from({ length: 10 }, () => read(app, key, 0)));
    await making;
    for (const reader of all) {
      await expect.poll(() => reader.events.length, soon).toBe(300);
      expect(reader.ids()).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    }
  });

  test('a number of another database starts anew; one that we never wrote is 400', async () => {
    const app = await open();
    const key = await given(app);
    await revoke(app, 'one');
    const ahead = await read(app, key, 7);
    await expect.poll(() => ahead.events[0]?.event, soon).toBe('snapshot');
    expect(dataOf(ahead, 0)).toMatchObject({ sequence: 1 });
    const exact = await read(app, key, 1);
    await expect.poll(() => exact.heartbeats.length, soon).toBeGreaterThan(0);
    expect(exact.events).toEqual([]);
    for (const id of ['-1', '1.5', 'abc', '1e3', '99999999999999999999'])
      expect([id, (await read(app, key, id)).status]).toEqual([id, 400]);
  });

  test('a node that cannot read its database sends no heartbeat, and goes on when it can', async () => {
    const app = await open();
    const reader = await read(app, await given(app));
    await expect.poll(() => reader.heartbeats.length, soon).toBeGreaterThan(1);
    const away = vi.spyOn(app.database.read, 'all').mockRejectedValue(new Error('away'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = reader.heartbeats.length;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(reader.heartbeats.length).toBe(before);
    away.mockRestore();
    await expect.poll(() => reader.heartbeats.length, soon).toBeGreaterThan(before);
    expect(reader.isEnded()).toBe(false);
  });

  test('I8: ends within a second or two when its key is revoked or expires; those of other keys go on', async () => {
    const app = await open();
    const [revoked, staying] = [await given(app), await given(app)];
    const expiring = await givenServiceKey(app, ['revocations:read'], { lifetimeSeconds: 60 });
    const all = [await read(app, revoked), await read(app, expiring), await read(app, staying)] as const;
    await revokeServiceKey(app, revoked.id);
    await expect.poll(() => all[0].isEnded(), soon).toBe(true);
    await app.clock.wind({ seconds: 61 });
    await expect.poll(() => all[1].isEnded(), soon).toBe(true);
    expect(all[2].isEnded()).toBe(false);
    expect((await read(app, revoked)).status).toBe(401);
  });

  test('the stop of the service ends every stream at once, and each has its line in the log', async () => {
    const app = await openApp(await openTestDatabase('sqlite'), { LOG_LEVEL: 'info' });
    const reader = await read(app, await given(app));
    await expect.poll(() => reader.events.length, soon).toBe(1);
    const startedAt = performance.now();
    await app.close();
    expect(performance.now() - startedAt).toBeLessThan(4000);
    await expect.poll(() => reader.isEnded(), soon).toBe(true);
    expect(app.logged()).toContain('"route":"/api/revocations/stream","status":200');
  });

  test('a reader who goes away is forgotten, and noted in the log', async () => {
    const app = await open({ LOG_LEVEL: 'info' });
    const reader = await read(app, await given(app));
    await expect.poll(() => app.app.context.eventStreams.size, soon).toBe(1);
    reader.close();
    await expect.poll(() => app.app.context.eventStreams.size, soon).toBe(0);
    await expect.poll(() => app.logged(), soon).toContain('"route":"/api/revocations/stream"');
  });

  test('HEAD is answered with the headers alone', async () => {
    const app = await open();
    const { headers } = await given(app);
    const answer = await fetch((await listen(app)) + path, { method: 'HEAD', headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(app.app.context.eventStreams.size).toBe(0);
  });
});

/** Another node: with PostgreSQL it has connections of its own, so that only the poll and what is announced reach it. */
async function openOther(one: TestApp): Promise<TestApp> {
  if (one.dialect === 'sqlite') return openApp({ ...one, close: async () => {} });
  const { database } = await openDatabase({ url: one.url, clock: one.clock, log: silentLog, migrations: null });
  return openApp({ ...one, database, close: async () => {} });
}
