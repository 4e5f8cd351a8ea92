import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceEpoch } from '#features/accounts/store.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { ordersOf, runInterleaved } from '#test/interleaving.ts';
import { describeApp, type OpenApp, type TestApp } from '#test/test-app.ts';
import { endSessionsOfAccount } from './end-sessions.ts';
import { mintRefreshToken, parseRefreshToken, type RefreshToken } from './refresh-token.ts';
import { reseedSession } from './reseed-session.ts';
import { rotateRefreshToken } from './rotate-refresh-token.ts';
import { findSession, proveArrival } from './store.ts';

const facts = { requestId: 'r', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
const grace = 60;

type Outcome = { generation: number } | { refused: string };

/** What one session answers, without HTTP: enough to try thousands of orders. */
async function openSession(app: TestApp) {
  const { account, sessionId: id, refreshToken } = await givenSession(app);
  const context = app.app.context;
  /** The seeds of its chains, the present one last: each password change begins another. */
  const chains = [parseRefreshToken(context.secrets, refreshToken) as RefreshToken];
  const tokenOf = (generation: number, chainsBack: number) =>
    mintRefreshToken(context.secrets, { ...(chains.at(-1 - chainsBack) as RefreshToken), generation });
  const present = async (generation: number, database: Database = app.database, chainsBack = 0): Promise<Outcome> => {
    try {
      const tokens = await rotateRefreshToken({ ...context, database }, tokenOf(generation, chainsBack), facts);
      return { generation: parseRefreshToken(context.secrets, tokens.refreshToken)?.generation ?? 0 };
    } catch (error) {
      if (error instanceof Problem) return { refused: error.code };
      throw error;
    }
  };
  const row = async () => (await findSession(app.database.read, id)) ?? expect.fail('no row');
  /** What a change of the password does to its session. */
  const reseed = async (): Promise<Outcome> => {
    try {
      const { seed, key_id: keyId } = await app.database.transaction(async (transaction) => {
        const epoch = (await advanceEpoch(transaction, account.id)) ?? expect.fail('no account');
        const reseeded = await reseedSession(context, transaction, { id, account: { id: account.id, epoch } });
        const what = { accountId: account.id, reason: 'password_changed', keepSessionId: id, epoch, facts } as const;
        await endSessionsOfAccount(context, transaction, what);
        return reseeded;
      });
      chains.push({ seed, sessionId: id, generation: 1, keyId });
      return { generation: 1 };
    } catch (error) {
      if (error instanceof Problem) return { refused: error.code };
      throw error;
    }
  };
  return { present, reseed, row, id, formerChains: () => chains.length - 1 };
}

describe('the orders that are tried', () => {
  it('are all there are', () => {
    expect([...ordersOf([2, 2])]).toHaveLength(6);
    expect([...ordersOf([2, 2, 2])]).toHaveLength(90);
  });
});

describeApp('requests that interleave at every database step', (open: OpenApp) => {
  it('E3: two and three exchanges of one token give one successor in every order', { timeout: 120_000 }, async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '0' });
    for (const order of [...ordersOf([4, 4]), ...ordersOf([2, 2, 2])]) {
      const session = await openSession(app);
      const racers = order.includes(2) ? 3 : 2;
      const outcomes = await runInterleaved(
        app.database,
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
    for (const order of ordersOf([4, 4])) {
      const session = await openSession(app);
      await session.present(1);
      await app.clock.wind({ milliseconds: 5 });
      // The answer to the first exchange came twice: one copy goes on, the other asks again.
      const [retry, next] = await runInterleaved(
        app.database,
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
    for (const order of ordersOf([4, 4])) {
      const session = await openSession(app);
      for (const generation of [1, 2, 3]) {
        await session.present(generation);
        await app.clock.wind({ milliseconds: 5 });
      }
      const [replay] = await runInterleaved(
        app.database,
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

function reseedModel(model: Model, now: number): Outcome {
  if (model.ended) return { refused: 'session_ended' };
  Object.assign(model, { generation: 1, window: now, reissues: 0, proved: null });
  return { generation: 1 };
}

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
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('prove' as const),
      age: fc.constantFrom(0, 28, 70, 210),
      isFormer: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reseed' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('present former' as const), generation: fc.integer({ min: 1, max: 4 }) }),
  },
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
          } else if (step.kind === 'reseed') {
            expect(await session.reseed()).toEqual(reseedModel(model, now));
          } else if (step.kind === 'present former') {
            // Of another seed: it is nobody's any more, and ends nothing.
            for (let back = 1; back <= session.formerChains(); back += 1)
              expect(await session.present(step.generation, app.database, back)).toEqual({
                refused: 'invalid_refresh_token',
              });
          } else {
            const issuedAt = begun + (now - step.age) * 1000;
            await proveArrival(app.database.write, {
              sessionId: session.id,
              generation: model.generation,
              // By an access token of the chain before, which another node had not heard of yet, nothing is proved.
              epoch: session.formerChains() - (step.isFormer ? 1 : 0),
              issuedAt,
              graceSeconds: grace,
            });
            if (!model.ended && !step.isFormer && step.age >= grace) model.proved ??= now;
          }
        }
      }),
      { numRuns: app.dialect === 'sqlite' ? 200 : 50 },
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
