import { findAccount } from '#features/accounts/store.ts';
import { createRevocation } from '#features/revocations/store.ts';
import { endSessionsOfAccount } from '#features/sessions/end-sessions.ts';
import { parseRefreshToken } from '#features/sessions/refresh-token.ts';
import { findSession } from '#features/sessions/store.ts';
import { statement } from '#platform/database/statement.ts';
import { Problem } from '#platform/errors.ts';
import type { Defect } from '#proof/interleavings/subjects.ts';
import type { Node } from '#proof/interleavings/world.ts';

const endGeneration = statement<{ id: string; generation: number }, { id: string }>(
  'defect.end_generation',
  `UPDATE sessions SET ended_at = now_ms(), ended_reason = 'signed_out'
   WHERE id = :id AND generation = :generation AND ended_at IS NULL RETURNING id`,
);

/** It ends the generation that it has read; the refresh that came between makes another, and the sign-out says it is done. */
export const lostSignOut: Defect = {
  name: 'a sign-out that is lost to a refresh at the same moment',
  published: 'better-auth/better-auth#11073',
  subjects: {
    signOut: async (context, presented, bodyToken) => {
      const node = context as Node;
      const verdict = presented.bearer === null ? null : node.accessTokens.verify(presented.bearer);
      const id =
        bodyToken === null
          ? verdict !== null && 'token' in verdict && verdict.token.claims.sid
          : parseRefreshToken(node.secrets, bodyToken)?.sessionId;
      if (!id) throw new Problem('invalid_token');
      const session = await findSession(node.database.read, id);
      if (session === undefined) return;
      const revocation = await node.database.transaction(async (transaction) => {
        const ended = await transaction.first(endGeneration, { id, generation: session.generation });
        if (ended === undefined) return undefined;
        return createRevocation(transaction, { kind: 'session', subjectId: id, lifetimeSeconds: 3600 });
      });
      if (revocation !== undefined) node.revocations.publish([revocation]);
    },
  },
};

const setEpoch = statement<{ id: string; epoch: number }>(
  'defect.set_epoch',
  'UPDATE accounts SET epoch = :epoch WHERE id = :id',
);

/** Two that read the same epoch make the same next one: what began between them is as new as the second end. */
export const unlockedEpoch: Defect = {
  name: 'an epoch that is read before the account is locked',
  published: 'the class of better-auth/better-auth#8708: ended in one place and good in another',
  subjects: {
    endEverywhere: async (context, accountId, keepSessionId, facts) => {
      const account = await findAccount(context.database.read, accountId);
      if (account === undefined) throw new Problem('session_ended');
      const epoch = account.epoch + 1;
      const ended = await context.database.transaction(async (transaction) => {
        transaction.announce('accounts', accountId);
        await transaction.change(setEpoch, { id: accountId, epoch });
        return endSessionsOfAccount(context, transaction, {
          accountId,
          reason: 'signed_out_everywhere',
          facts,
          ...(keepSessionId === null ? { epoch } : { keepSessionId }),
        });
      });
      ended.publish();
    },
  },
};
