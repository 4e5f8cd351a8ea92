import { expect, test } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { describeOnEveryDatabase } from '#test/every-database.ts';
import { freezeClock } from '#test/frozen-clock.ts';
import { givenOwner, givenRow } from '#test/given-session-rows.ts';
import { hashSeed, mintRefreshToken, randomSeed } from './refresh-token.ts';
import { findSessionBeyond, isTokenOf, reseedSession } from './reseed-session.ts';
import { findSession, type Session } from './store.ts';

const now = 1_900_000_000_000;
const secrets = createSecrets(['a-secret-of-the-tests-0123456789-abcdef']);
const config = { refreshIdleSeconds: 3600 };
const id = 'AAAAAAAAAAAAAAAAAAAAAA';
const seed = Buffer.alloc(32, 3);

describeOnEveryDatabase('a session beyond the epoch of a token', (open) => {
  async function given(more: Partial<Session>) {
    const one = await open();
    await freezeClock(one, now);
    await givenOwner(one.database, 'owner');
    const row = { id, account_id: 'owner', seed_hash: hashSeed(seed), absolute_at: now + 1, window_at: now };
    await givenRow(one.database, { ...row, ...more });
    return one.database;
  }

  test('is the same chain back to where it began, another one before, and none at its own epoch', async () => {
    const database = await given({ epoch: 8, chain_epoch: 5 });
    const beyond = async (epoch: number) =>
      (await findSessionBeyond({ database, config }, { sid: id, epoch }))?.isSameChain;
    expect(await Promise.all([4, 5, 7, 8, 9].map(beyond))).toEqual([false, true, true, undefined, undefined]);
    expect(await findSessionBeyond({ database, config }, { sid: 'unknown', epoch: 4 })).toBeUndefined();
  });

  test('E14: where the chain was begun anew no token of before is of it', async () => {
    const database = await given({ epoch: 8, chain_epoch: null });
    expect(await findSessionBeyond({ database, config }, { sid: id, epoch: 7 })).toMatchObject({ isSameChain: false });
  });

  test('E5: is none once it has ended or timed out', async () => {
    for (const over of [{ ended_at: now }, { absolute_at: now }, { window_at: now - 3_600_000 }]) {
      const database = await given({ epoch: 8, ...over });
      expect(await findSessionBeyond({ database, config }, { sid: id, epoch: 7 })).toBeUndefined();
    }
  });

  test('E14: begun anew it has another seed, and no refresh token of before is of it, whatever its generation', async () => {
    const database = await given({ epoch: 8 });
    const tokenOf = (of: Buffer, generation = 1, sessionId = id) =>
      mintRefreshToken(secrets, { seed: of, sessionId, generation, keyId: secrets.currentKeyId });
    const account = { id: 'owner', epoch: 9 };
    const begun = await database.transaction((transaction) =>
      reseedSession({ secrets, config }, transaction, { id, account }),
    );
    const session = (await findSession(database.read, id)) ?? expect.fail('no row');
    expect(session).toMatchObject({ epoch: 9, generation: 1, key_id: secrets.currentKeyId });
    const isOf = (token: string) => isTokenOf({ secrets }, session, token);
    expect([isOf(tokenOf(begun.seed)), isOf(tokenOf(begun.seed, 5))]).toEqual([true, true]);
    const others = [tokenOf(seed), tokenOf(randomSeed()), tokenOf(begun.seed, 1, 'BBBBBBBBBBBBBBBBBBBBBA'), 'none', ''];
    expect(others.map(isOf)).toEqual(others.map(() => false));
  });

  test('P4: one that has ended meanwhile is not begun anew, and takes the whole change with it', async () => {
    const database = await given({ ended_at: now });
    await expect(
      database.transaction((transaction) =>
        reseedSession({ secrets, config }, transaction, { id, account: { id: 'owner', epoch: 9 } }),
      ),
    ).rejects.toMatchObject({ code: 'session_ended' });
  });
});
