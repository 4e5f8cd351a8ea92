import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomId } from '#platform/crypto/random.ts';
import type { Database, Executor } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { describeApp, type OpenApp, type TestApp } from '#test/test-app.ts';
import { mintRefreshToken, parseRefreshToken, type RefreshToken } from './refresh-token.ts';
import { type RotateContext, rotateRefreshToken } from './rotate-refresh-token.ts';
import { findSession, proveArrival } from './store.ts';

const facts = { requestId: 'r', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
const grace = 60;

type Outcome = { generation: number } | { refused: string };

/** What one session answers, without HTTP: enough to try thousands of orders. */
async function openSession(app: TestApp) {
  const account = await app.givenAccount();
  const first = (await app.signIn(account)).json<{ refresh_token: string; session_id: string }>();
  const token = parseRefreshToken(app.app.context.secrets, first.refresh_token) as RefreshToken;
  const context: RotateContext = app.app.context;
  const tokenOf = (generation: number) => mintRefreshToken(context.secrets, { ...token, generation });
  const present = async (generation: number, database: Database = app.database): Promise<Outcome> => {
    try {
      const tokens = await rotateRefreshToken({ ...context, database }, tokenOf(generation), facts);
      return { generation: parseRefreshToken(context.secrets, tokens.refreshToken)?.generation ?? 0 };
    } catch (error) {
      if (error instanceof Problem) return { refused: error.code };
      throw error;
    }
  };
  const row = async () => (await findSession(app.database.read, first.session_id)) ?? expect.fail('no row');
  return { present, row, id: first.session_id };
}

/** Lets requests make one database step at a time, in the order it is told. */
function createScheduler() {
  const gates: (() => void)[][] = [];
  const wait = (request: number): Promise<void> =>
    new Promise((resolve) => {
      const gate = gates[request] ?? [];
      gates[request] = gate;
      gate.push(resolve);
    });
  const stepped = (request: number, executor: Executor): Executor => {
    const step =
      <A extends unknown[], T>(deed: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        await wait(request);
        const result = await deed(...args);
        await wait(request);
        return result;
      };
    return { first: step(executor.first), all: step(executor.all), change: step(executor.change) };
  };
  return {
    databaseOf: (request: number, database: Database): Database => ({
      ...database,
      read: stepped(request, database.read),
      write: stepped(request, database.write),
      transaction: async (work) => {
        await wait(request);
        const result = await database.transaction(work);
        await wait(request);
        return result;
      },
    }),
    /** Lets a request through its next gate, if it stands at one. */
    release: (request: number): boolean => {
      const gate = gates[request]?.shift();
      gate?.();
      return gate !== undefined;
    },
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** Runs the requests in the given order of steps; what is left over runs round robin. */
async function runInterleaved(
  app: TestApp,
  requests: ((database: Database) => Promise<Outcome>)[],
  order: readonly number[],
) {
  const scheduler = createScheduler();
  let open = requests.length;
  const outcomes = requests.map((request, index) =>
    request(scheduler.databaseOf(index, app.database)).finally(() => {
      open -= 1;
    }),
  );
  for (const request of order) {
    await settle();
    scheduler.release(request % requests.length);
  }
  for (let turn = 0; open > 0; turn += 1) {
    await settle();
    scheduler.release(turn % requests.length);
  }
  return Promise.all(outcomes);
}

/** Every order in which `requests` requests can take `steps` steps each. */
function* ordersOf(requests: number, steps: number, left: number[] = Array(requests).fill(steps)): Generator<number[]> {
  if (left.every((count) => count === 0)) return yield [];
  for (let request = 0; request < requests; request += 1) {
    if (left[request] === 0) continue;
    const rest = left.map((count, index) => (index === request ? count - 1 : count));
    for (const order of ordersOf(requests, steps, rest)) yield [request, ...order];
  }
}

describe('the orders that are tried', () => {
  it('are all there are', () => {
    expect([...ordersOf(2, 2)]).toHaveLength(6);
    expect([...ordersOf(3, 2)]).toHaveLength(90);
  });
});

describeApp('requests that interleave at every database step', (open: OpenApp) => {
  it('E3: two and three exchanges of one token give one successor in every order', { timeout: 120_000 }, async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '0' });
    for (const order of [...ordersOf(2, 4), ...ordersOf(3, 2)]) {
      const session = await openSession(app);
      const racers = order.includes(2) ? 3 : 2;
      const outcomes = await runInterleaved(
        app,
        Array.from({ length: racers }, () => (database: Database) => session.present(1, database)),
        order,
      );
      expect(outcomes, String(order)).toEqual(Array(racers).fill({ generation: 2 }));
      expect(await session.row()).toMatchObject({ generation: 2, ended_at: null });
    }
  });

  it('a retry that races the next exchange is answered or refused as the table says, and never ends the session', {
    timeout: 120_000,
  }, async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '0', REFRESH_GRACE_SECONDS: '0' });
    for (const order of ordersOf(2, 4)) {
      const session = await openSession(app);
      await session.present(1);
      await app.clock.wind({ milliseconds: 5 });
      // The answer to the first exchange came twice: one copy goes on, the other asks again.
      const [retry, next] = await runInterleaved(
        app,
        [(database) => session.present(1, database), (database) => session.present(2, database)],
        order,
      );
      const row = await session.row();
      // The parent is answered while it is the parent; once generation 3 stands it is an older one.
      if (row.ended_at === null)
        expect([retry, next], String(order)).toEqual([{ generation: 2 }, { generation: row.generation }]);
      else expect(retry).toEqual({ refused: 'session_ended' });
    }
  });

  it('after a replay was answered nothing of the chain is accepted, in every order', { timeout: 120_000 }, async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '0', REFRESH_GRACE_SECONDS: '0' });
    for (const order of ordersOf(2, 4)) {
      const session = await openSession(app);
      for (const generation of [1, 2, 3]) {
        await session.present(generation);
        await app.clock.wind({ milliseconds: 5 });
      }
      const [replay] = await runInterleaved(
        app,
        [(database) => session.present(1, database), (database) => session.present(4, database)],
        order,
      );
      expect(replay, String(order)).toEqual({ refused: 'session_ended' });
      for (const generation of [1, 2, 3, 4, 5])
        expect(await session.present(generation)).toEqual({
          refused: generation > (await session.row()).generation ? expect.any(String) : 'session_ended',
        });
      expect((await session.row()).ended_reason).toBe('replay');
    }
  });
});

/** The table of state-machine.md, written once more as plainly as it can be. Instants in seconds. */
type Model = { generation: number; window: number; reissues: number; proved: number | null; ended: boolean };

function answerOf(model: Model, presented: number, now: number): Outcome {
  if (presented > model.generation) return { refused: model.ended ? 'session_ended' : 'invalid_refresh_token' };
  if (model.ended) return { refused: 'session_ended' };
  if (presented === model.generation) {
    if (presented > 1 && now <= model.window + grace) {
      if (model.reissues > 0) model.proved ??= now;
      return { generation: model.generation };
    }
    Object.assign(model, { generation: model.generation + 1, window: now, reissues: 0, proved: null });
    return { generation: model.generation };
  }
  if (presented === model.generation - 1) {
    if (model.proved === null) {
      Object.assign(model, { window: now, reissues: model.reissues + 1 });
      return { generation: model.generation };
    }
    if (now <= model.proved + grace) return { generation: model.generation };
  }
  model.ended = true;
  return { refused: 'session_ended' };
}

const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('present' as const), back: fc.integer({ min: -1, max: 3 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(7, 21, 56, 63, 126) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('prove' as const), age: fc.constantFrom(0, 28, 70, 210) }) },
);

describeApp('random histories of one session', (open: OpenApp) => {
  it('answer as the model of state-machine.md does', { timeout: 240_000 }, async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '0', REFRESH_GRACE_SECONDS: String(grace) });
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 25 }), async (history) => {
        const session = await openSession(app);
        const begun = (await session.row()).window_at;
        const model: Model = { generation: 1, window: 0, reissues: 0, proved: null, ended: false };
        // All waits are multiples of seven seconds, so that no sum of them meets the grace of 60 to the second: what
        // really passes between two steps would otherwise decide.
        let now = 0;
        for (const step of history) {
          if (step.kind === 'wait') {
            now += step.seconds;
            await app.clock.wind({ seconds: step.seconds });
          } else if (step.kind === 'present') {
            const presented = Math.max(1, model.generation - step.back);
            expect(await session.present(presented)).toEqual(answerOf(model, presented, now));
          } else {
            const issuedAt = begun + (now - step.age) * 1000;
            await proveArrival(app.database.write, {
              sessionId: session.id,
              generation: model.generation,
              epoch: 0,
              issuedAt,
              graceSeconds: grace,
            });
            if (!model.ended && step.age >= grace) model.proved ??= now;
          }
        }
      }),
      { numRuns: app.dialect === 'sqlite' ? 150 : 40 },
    );
  });

  it('a forgery, another seed and an unknown session end nothing', async () => {
    const app = await open();
    const session = await openSession(app);
    const { secrets } = app.app.context;
    const forged = mintRefreshToken(secrets, {
      seed: Buffer.alloc(32, 1),
      sessionId: session.id,
      generation: 1,
      keyId: secrets.currentKeyId,
    });
    const unknown = mintRefreshToken(secrets, {
      seed: Buffer.alloc(32, 1),
      sessionId: randomId(),
      generation: 1,
      keyId: secrets.currentKeyId,
    });
    for (const token of [forged, unknown, `${forged.slice(0, -4)}AAAA`, 'x'])
      await expect(rotateRefreshToken(app.app.context, token, facts)).rejects.toMatchObject({
        code: 'invalid_refresh_token',
      });
    expect(await session.present(1)).toEqual({ generation: 2 });
  });
});
