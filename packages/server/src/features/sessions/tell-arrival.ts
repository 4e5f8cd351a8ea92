import type { VerifiedAccessToken } from '#features/access-tokens/verify-access-token.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { proveArrival } from './store.ts';

export type ArrivalContext = {
  database: Pick<Database, 'write'>;
  clock: Clock;
  log: Log;
  config: { refreshGraceSeconds: number };
};

/**
 * Proof of arrival (a): an access token of the session's generation, older than a grace, is in use, so its refresh token
 * was stored as well. Off the request's path; losing it harms nobody.
 */
export function tellArrival(context: ArrivalContext, token: VerifiedAccessToken): void {
  const graceSeconds = context.config.refreshGraceSeconds;
  const issuedAt = token.claims.iat * 1000;
  if (token.isArrivalTold || issuedAt + graceSeconds * 1000 > context.clock.now()) return;
  token.isArrivalTold = true;
  const { sid: sessionId, gen: generation, epoch } = token.claims;
  proveArrival(context.database.write, { sessionId, generation, epoch, issuedAt, graceSeconds }).catch(
    (error: unknown) => context.log.warn({ err: error }, 'the arrival of a refresh token could not be noted'),
  );
}
