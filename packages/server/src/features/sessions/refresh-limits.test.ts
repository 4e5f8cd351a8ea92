import { expect, it, vi } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import type { Counters, Limit } from '#platform/counters/counters.ts';
import { statement } from '#platform/database/statement.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { type RotateContext, rotateRefreshToken } from './rotate-refresh-token.ts';

const facts = { requestId: 'r', ip: '192.0.2.9', network: '192.0.2.9', userAgent: null };
const now = 1_900_000_000_000;

/** The context of the service, with counters that say what they were asked. */
function counting(app: TestApp, more: Partial<RotateContext> = {}, isAllowed = true) {
  const looked: Limit[] = [];
  const taken: Limit[] = [];
  const counters: Counters = {
    look: async (limit) => {
      looked.push(limit);
      return isAllowed ? { isAllowed, remaining: 1, resetSeconds: 1 } : { isAllowed: false, retryAfterSeconds: 17 };
    },
    consume: async (limit) => {
      taken.push(limit);
      return { isAllowed: true, remaining: 1, resetSeconds: 1 };
    },
    clear: async () => {},
    giveBack: async () => {},
  };
  const context = { ...app.app.context, counters, ...more };
  return { looked, taken, exchange: (token: string) => rotateRefreshToken(context, token, facts) };
}

describeApp('the limit of refreshes', (open) => {
  it('is counted where it can be met at all: one rotation a grace there can be, and the first at once', async () => {
    const app = await open();
    for (const [refreshesPerMinute, refreshGraceSeconds, isCounted] of [
      [0, 60, false],
      [2, 60, true],
      [3, 60, false],
      [3, 30, true],
      [4, 30, false],
      [1000, 0, true],
    ] as const) {
      const { config } = app.app.context;
      const limits = { ...config.limits, refreshesPerMinute };
      const { looked, taken, exchange } = counting(app, { config: { ...config, limits, refreshGraceSeconds } });
      await exchange((await givenSession(app)).refreshToken);
      const expected = isCounted ? [{ name: 'refreshes', points: refreshesPerMinute, windowSeconds: 60 }] : [];
      expect([looked, taken], `${refreshesPerMinute} of ${refreshGraceSeconds} s`).toEqual([expected, expected]);
    }
  });

  it('counts what rotates, and nothing that is given again', async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '2' });
    const setClock = await freezeClock(app, now);
    const { refreshToken: first } = await givenSession(app);
    const { taken, exchange } = counting(app);
    const { refreshToken: second } = await exchange(first);
    expect(taken).toHaveLength(1);
    // The current one, the parent, and the current one again, in the window that this has opened.
    await setClock(now + 1);
    for (const token of [second, first, second]) expect((await exchange(token)).refreshToken).toBe(second);
    expect(taken).toHaveLength(1);
    // The parent once more, in the millisecond in which its child was made.
    const { refreshToken: other } = await givenSession(app);
    const { refreshToken: child } = await exchange(other);
    expect((await exchange(other)).refreshToken).toBe(child);
    expect(taken).toHaveLength(2);
  });

  it('refuses before anything is exchanged, and says for how long', async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '2' });
    const { refreshToken } = await givenSession(app);
    const refused = counting(app, {}, false);
    await expect(refused.exchange(refreshToken)).rejects.toMatchObject({
      code: 'too_many_requests',
      details: { retryAfterSeconds: 17 },
    });
    expect(refused.taken).toEqual([]);
    // It was generation 1, and still is.
    expect((await counting(app).exchange(refreshToken)).refreshToken).not.toBe(refreshToken);
  });
});

const prove = statement<{ id: string }>('test.prove', 'UPDATE sessions SET proved_at = now_ms() WHERE id = :id');

describeApp('a late re-issue', (open) => {
  const lateEvents = async (app: TestApp, accountId: string) =>
    (await listAuditEvents(app.database.read, accountId, 50)).filter(({ type }) => type === 'refresh_reissued_late');

  it('is one from the first millisecond after a grace, of a parent, and of nothing else', async () => {
    const app = await open();
    const setClock = await freezeClock(app, now);
    const { account, refreshToken: first } = await givenSession(app);
    const { exchange } = counting(app);
    const { refreshToken: second } = await exchange(first);
    await setClock(now + 60_000);
    await exchange(first);
    expect(await lateEvents(app, account.id)).toEqual([]);
    // The current one, in a window that the re-issue has opened.
    await setClock(now + 60_001);
    await exchange(second);
    expect(await lateEvents(app, account.id)).toEqual([]);
    await exchange(first);
    expect(await lateEvents(app, account.id)).toHaveLength(1);
  });

  it('is none where the child has just proved that it arrived: then the parent is only late', async () => {
    const app = await open();
    const setClock = await freezeClock(app, now);
    const { account, sessionId, refreshToken: first } = await givenSession(app);
    const { exchange } = counting(app);
    const { refreshToken: second } = await exchange(first);
    await setClock(now + 100_000);
    await app.database.write.change(prove, { id: sessionId });
    expect((await exchange(first)).refreshToken).toBe(second);
    expect(await lateEvents(app, account.id)).toEqual([]);
  });

  it('wakes the outbox for the mail that it has written, and for nothing else', async () => {
    const app = await open({ REFRESH_GRACE_SECONDS: '10' });
    const wake = vi.fn();
    const { exchange } = counting(app, { outbox: { wake } });
    let { refreshToken: parent } = await givenSession(app);
    const woken: number[] = [];
    for (let generation = 2; generation <= 5; generation += 1) {
      const child = (await exchange(parent)).refreshToken;
      await app.clock.wind({ seconds: 11 });
      // The second time it is noted already.
      for (let time = 0; time < 2; time += 1) await exchange(parent);
      await app.clock.wind({ seconds: 11 });
      parent = child;
      woken.push(wake.mock.calls.length);
    }
    expect(woken).toEqual([0, 0, 1, 1]);
  });

  it('is recorded with its generation and how many there were in a row; the person is told of the third', async () => {
    const app = await open({ REFRESH_GRACE_SECONDS: '10' });
    const { account, sessionId, refreshToken } = await givenSession(app);
    const { exchange } = counting(app);
    const mailsAfter: number[] = [];
    let parent = refreshToken;
    for (let generation = 2; generation <= 5; generation += 1) {
      const child = (await exchange(parent)).refreshToken;
      await app.clock.wind({ seconds: 11 });
      await exchange(parent);
      await app.clock.wind({ seconds: 11 });
      parent = child;
      mailsAfter.push((await app.mails()).length);
    }
    expect(mailsAfter).toEqual([0, 0, 1, 1]);
    const [mail] = await app.mails();
    expect(mail?.to).toBe(account.email);
    expect(mail?.text).toContain(`${app.app.context.config.publicUrl}/account/devices`);
    const events = await lateEvents(app, account.id);
    expect(events.map(({ details }) => JSON.parse(details)).toReversed()).toEqual(
      [2, 3, 4, 5].map((generation, index) => ({ generation, in_a_row: index + 1 })),
    );
    for (const event of events) expect(event).toMatchObject({ session_id: sessionId, ip: '192.0.2.9' });
  });

  it('of an account that is gone by then is no sign-in: 401, like one whose session has ended', async () => {
    const app = await open();
    const { refreshToken } = await givenSession(app);
    const { exchange } = counting(app, { accounts: { ...app.app.context.accounts, find: async () => undefined } });
    await expect(exchange(refreshToken)).rejects.toMatchObject({ code: 'session_ended' });
  });
});

describeApp('a replay', (open) => {
  it('P3: is felt on this node before it is answered, and hears of itself from nobody', async () => {
    const app = await open();
    const setClock = await freezeClock(app, now);
    const { sessionId, refreshToken: first } = await givenSession(app);
    const publish = vi.fn();
    const { exchange } = counting(app, { revocations: { publish } });
    await exchange((await exchange(first)).refreshToken);
    await setClock(now + 61_000);
    await exchange((await exchange(first)).refreshToken);
    await setClock(now + 122_000);
    publish.mockClear();
    await expect(exchange(first)).rejects.toMatchObject({ code: 'session_ended' });
    expect(publish.mock.calls).toMatchObject([[[{ kind: 'session', subject_id: sessionId }]]]);
  });
});
