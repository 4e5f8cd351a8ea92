import { deviceNameOf } from '#features/sessions/device-name.ts';
import { hashSeed, type RefreshToken } from '#features/sessions/refresh-token.ts';
import { findSession } from '#features/sessions/store.ts';
import { digest } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { isDeviceKnown } from './store.ts';

/**
 * What a device is known by without leaving anything on it: what it calls itself, and the network it is in. Not proof of
 * anything: it decides whose count a wrong password is put to, and whether the person hears of a sign-in.
 */
export const fingerprintOf = (facts: RequestFacts): Buffer =>
  digest(`${deviceNameOf(facts.userAgent) ?? ''}\n${facts.network}`);

/**
 * Whether this device has signed in to the account before: it did so from this network, or it still carries a refresh
 * token of the account, be it of a session that has ended since.
 *
 * @param accountId empty where there is no such account: the same is looked up, and nothing found
 * @returns what counts its guesses; undefined for a device that was never seen
 */
export async function findKnownDevice(
  { database }: { database: Pick<Database, 'read'> },
  { accountId, facts, carried }: { accountId: string; facts: RequestFacts; carried?: RefreshToken | undefined },
): Promise<string | undefined> {
  const fingerprint = fingerprintOf(facts);
  if (await isDeviceKnown(database.read, accountId, fingerprint)) return fingerprint.toString('base64url');
  if (carried === undefined) return undefined;
  const session = await findSession(database.read, carried.sessionId);
  const isOfAccount = session?.account_id === accountId && hashSeed(carried.seed).equals(session.seed_hash);
  return isOfAccount ? session.id : undefined;
}
