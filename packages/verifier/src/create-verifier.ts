import { BearerRefusal } from './answers/bearer-refusal.ts';
import { Unavailable } from './answers/unavailable.ts';
import { type Clock, systemClock } from './clocks.ts';
import { type FollowedRevocations, followRevocations } from './revocations/follow-revocations.ts';
import type { AccessTokenClaims } from './tokens/claims.ts';
import { createPublishedKeys } from './tokens/published-keys.ts';
import { createRememberedTokens } from './tokens/remembered-tokens.ts';
import { type VerifiedToken, verifySignature } from './tokens/verify-signature.ts';
import { readOptions, type VerifierOptions } from './verifier-options.ts';

/** What to do while it is not known which sessions have ended lately: refuse with 503, or accept what is known to be good. */
export type WhenStale = 'refuse' | 'accept';

export interface VerifyOptions {
  /** `refuse` by default. What is known to be revoked is refused either way. */
  readonly whenStale?: WhenStale;
}

/** For a page of health or a metric. */
export interface VerifierState {
  /** Whether revocations are followed at all. */
  readonly follows: boolean;
  /** Whether there is a connection to the stream now. */
  readonly isConnected: boolean;
  /** Whether `whenStale` counts now. */
  readonly isStale: boolean;
  /** For how long the authorization server has not said that it is up to date; null before it first has. */
  readonly stalenessSeconds: number | null;
  /** Up to where the revocations are known; null before the first snapshot. */
  readonly sequence: number | null;
  /** Live revocations in memory. */
  readonly revocations: number;
  readonly rememberedTokens: number;
}

export interface Verifier {
  /** As `createVerifier` was given it. */
  readonly issuer: string;
  /** Where the authorization server is reached from here. */
  readonly serviceUrl: string;
  /**
   * @param token as `readBearer` returned it
   * @returns the claims, once signature, type, issuer, audience, times and the shape of each claim have been verified, and
   * neither the session nor the account nor the key was revoked. Frozen.
   * @throws {BearerRefusal} `invalid_token`, or without a code when there is no token
   * @throws {Unavailable} `keys_unavailable` when the keys cannot be fetched, `revocations_stale`
   */
  readonly verify: (token: string | undefined, options?: VerifyOptions) => Promise<AccessTokenClaims>;
  /**
   * Resolves once the first snapshot of the revocations has come; until then every call that refuses when stale is refused.
   * @throws when the service key is refused, or when none has come in time; following goes on nevertheless
   */
  readonly ready: (options?: { readonly timeoutSeconds?: number }) => Promise<void>;
  readonly state: () => VerifierState;
  /** Ends the stream, which otherwise keeps the process alive. */
  readonly close: () => Promise<void>;
}

/**
 * Makes the verifier of one API; keep it for as long as the process lives. It holds one connection to the authorization
 * server, the keys and the revocations.
 */
export const createVerifier = (options: VerifierOptions): Verifier => createVerifierBy(systemClock, options);

/** The same with another clock, for tests. */
export function createVerifierBy(clock: Clock, given: VerifierOptions): Verifier {
  const { jwksUrl, streamUrl, serviceKey, maxStalenessSeconds, ...options } = readOptions(given);
  const keys = createPublishedKeys(jwksUrl, options.keyCooldownSeconds);
  const remembered = createRememberedTokens(options.rememberedTokens);
  const followed: FollowedRevocations | undefined =
    serviceKey === undefined
      ? undefined
      : followRevocations({ ...options, clock, url: streamUrl, serviceKey, onKeyRevoked: keys.replace });
  const now = followed ? followed.time.latest : clock.wall;
  const isStale = () => followed !== undefined && followed.staleMilliseconds() > maxStalenessSeconds * 1000;

  const verifyOnce = async (token: string): Promise<VerifiedToken> => {
    const known = remembered.recall(token, now() / 1000 - options.leewaySeconds);
    if (known) return known;
    const verified = await verifySignature(token, keys, options, now());
    remembered.remember(token, verified);
    return verified;
  };

  return {
    issuer: options.issuer,
    serviceUrl: options.serviceUrl,
    async verify(token, { whenStale = 'refuse' } = {}) {
      if (token === undefined) throw new BearerRefusal();
      const { claims, kid } = await verifyOnce(token);
      const { sid, sub, epoch } = claims;
      const ended = followed?.revokedBy({ sid, sub, epoch, kid });
      if (ended) throw new BearerRefusal('invalid_token', new Error(`its ${ended} was revoked`));
      if (whenStale === 'refuse' && isStale()) throw new Unavailable('revocations_stale');
      return claims;
    },
    ready: async ({ timeoutSeconds = 10 } = {}) => followed?.ready(timeoutSeconds * 1000),
    state: () => ({
      follows: followed !== undefined,
      isConnected: followed?.isConnected ?? false,
      isStale: isStale(),
      stalenessSeconds: secondsOf(followed?.staleMilliseconds()),
      sequence: followed?.sequence ?? null,
      revocations: followed?.size ?? 0,
      rememberedTokens: remembered.size,
    }),
    close: async () => followed?.close(),
  };
}

const secondsOf = (milliseconds = Number.POSITIVE_INFINITY) =>
  Number.isFinite(milliseconds) ? milliseconds / 1000 : null;
