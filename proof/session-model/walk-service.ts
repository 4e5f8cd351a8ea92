import { advanceEpoch } from '#features/accounts/store.ts';
import { endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import { mintRefreshToken, parseRefreshToken, type RefreshToken } from '#features/sessions/refresh-token.ts';
import { reseedSession } from '#features/sessions/reseed-session.ts';
import { rotateRefreshToken } from '#features/sessions/rotate-refresh-token.ts';
import { findSession, proveArrival } from '#features/sessions/store.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { Problem } from '#platform/errors.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { testSecret } from '#test/test-app.ts';
import type { FrozenApp } from './frozen-app.ts';
import type { Answer, Row } from './table.ts';
import { type Deed, shownGeneration, type Walk } from './walk.ts';

const facts = { requestId: 'walk', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
/** Two nodes amid a change of the secret: each knows both, and makes new tokens with another one. */
const otherSecret = 'another-secret-for-tests-0123456789-abcdefghij';
const rings = [createSecrets([testSecret, otherSecret]), createSecrets([otherSecret, testSecret])] as const;
export const nodeKeys: readonly [number, number] = [rings[0].currentKeyId, rings[1].currentKeyId];

/** Walks one session through the real code, and notes what it answered and how its row stood after each step. */
export async function walkService(app: FrozenApp, deeds: readonly Deed[]): Promise<Walk> {
  const { account, sessionId: id, refreshToken } = await givenSession(app);
  const chains = [parseRefreshToken(rings[0], refreshToken) as RefreshToken];
  const contextOf = (node: 0 | 1) => ({ ...app.app.context, secrets: rings[node] });
  const findRow = async (): Promise<Row> => {
    const row = await findSession(app.database.read, id);
    if (row === undefined) throw new Error('the session is not there');
    return {
      generation: row.generation,
      key: row.key_id,
      madeAt: row.generation_at,
      windowAt: row.window_at,
      reissues: row.reissues,
      provedAt: row.proved_at,
      absoluteAt: row.absolute_at,
      isEnded: row.ended_at !== null,
    };
  };
  const show = (node: 0 | 1, generation: number, chain: RefreshToken): Promise<Answer> =>
    answerOf(async () => {
      const shown = mintRefreshToken(rings[node], { ...chain, generation });
      const given = parseRefreshToken(
        rings[node],
        (await rotateRefreshToken(contextOf(node), shown, facts)).refreshToken,
      );
      return { generation: given?.generation ?? 0, key: given?.keyId ?? -1 };
    });
  const change = (node: 0 | 1): Promise<Answer> =>
    answerOf(async () => {
      const context = contextOf(node);
      const { seed, key_id: keyId } = await app.database.transaction(async (transaction) => {
        const epoch = (await advanceEpoch(transaction, account.id)) ?? 0;
        const reseeded = await reseedSession(context, transaction, { id, account: { id: account.id, epoch } });
        const what = { accountId: account.id, reason: 'password_changed', keepSessionId: id, epoch, facts } as const;
        await endSessionsOfAccount(context, transaction, what);
        return reseeded;
      });
      chains.push({ seed, sessionId: id, generation: 1, keyId });
      return { generation: 1, key: keyId };
    });
  const carryOut = async (deed: Deed, row: Row): Promise<Answer | null> => {
    switch (deed.kind) {
      case 'wait':
        await app.wait(deed.milliseconds);
        return null;
      case 'show':
        return show(deed.node, shownGeneration(row, deed.back), chains.at(-1) as RefreshToken);
      case 'show former': {
        const former = chains.at(-2);
        return former === undefined ? null : show(0, deed.generation, former);
      }
      case 'access':
        await proveArrival(app.database.write, {
          sessionId: id,
          generation: shownGeneration(row, deed.back),
          epoch: chains.length - 1 - (deed.isFormer ? 1 : 0),
          issuedAt: app.now() - deed.age,
          graceSeconds: app.app.context.config.refreshGraceSeconds,
        });
        return null;
      case 'reseed':
        return change(deed.node);
    }
  };

  const begun = app.now();
  let row = await findRow();
  const walk: Walk = { begun, absolute: row.absoluteAt - begun, key: row.key, steps: [] };
  for (const deed of deeds) {
    const answer = await carryOut(deed, row);
    row = await findRow();
    walk.steps.push({ deed, outcome: { answer, row } });
  }
  return walk;
}

async function answerOf(deed: () => Promise<Answer>): Promise<Answer> {
  try {
    return await deed();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'session_ended' || error.code === 'invalid_refresh_token') return { refused: error.code };
    throw error;
  }
}
