import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';

import { Unavailable } from '../answers/unavailable.ts';

const FETCH_TIMEOUT_MS = 5_000;
const KEPT_MS = 10 * 60_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;
/** A leaked key was replaced by one that signs at once, and not every node of the service may publish it already. */
const AFTER_REVOCATION_MS = 60_000;
const AFTER_REVOCATION_COOLDOWN_MS = 1_000;

export interface PublishedKeys {
  /** @throws {Unavailable} `keys_unavailable` */
  readonly find: JWTVerifyGetKey;
  /** A signing key was revoked: the keys are fetched again, and for a minute an unknown one has it done each second. */
  readonly replace: () => void;
}

/**
 * The keys that the authorization server publishes, fetched when first needed and again after ten minutes.
 * A token with an unknown `kid` makes them fetched again, at most once per cooldown: otherwise a stream of invented
 * tokens would turn this server into an attack on that one. After a failed fetch there is a pause of a second.
 */
export function createPublishedKeys(url: URL, cooldownSeconds: number): PublishedKeys {
  let failedAt = Number.NEGATIVE_INFINITY;
  let revokedAt = Number.NEGATIVE_INFINITY;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  const keys = createRemoteJWKSet(url, {
    // Our own cooldown counts instead.
    cooldownDuration: Number.POSITIVE_INFINITY,
    cacheMaxAge: KEPT_MS,
    timeoutDuration: FETCH_TIMEOUT_MS,
    [customFetch]: async (address, options) => {
      if (performance.now() - failedAt < PAUSE_AFTER_FAILURE_MS) throw new Error('the last fetch has just failed');
      try {
        const response = await fetch(address, options);
        if (response.status !== 200) throw new Error(`the JWK Set is answered with ${response.status}`);
        // Read here as well, so that a page in its place makes for a pause like any other failure.
        await response.clone().json();
        fetchedAt = performance.now();
        return response;
      } catch (error) {
        failedAt = performance.now();
        throw error;
      }
    },
  });
  const isReplacing = () => performance.now() - revokedAt < AFTER_REVOCATION_MS;
  const isCoolingDown = () => {
    const cooldown = isReplacing() ? AFTER_REVOCATION_COOLDOWN_MS : cooldownSeconds * 1000;
    return !keys.reloading && performance.now() - fetchedAt < cooldown;
  };

  return {
    async find(header, token) {
      try {
        return await keys(header, token).catch(async (error: unknown) => {
          if (!(error instanceof errors.JWKSNoMatchingKey) || isCoolingDown()) throw error;
          await keys.reload();
          return keys(header, token);
        });
      } catch (error) {
        // It may be the new key's, which is not published everywhere yet: nobody is sent away with a 401 for that.
        if (isUnknownKey(error) && isReplacing()) throw new Unavailable('keys_unavailable', error);
        if (isUnknownKey(error) || error instanceof errors.JOSENotSupported) throw error;
        throw new Unavailable('keys_unavailable', error);
      }
    },
    replace() {
      revokedAt = performance.now();
      keys.reload().catch(() => {});
    },
  };
}

/** The token names a key that is not published; telling this apart from an outage decides between 401 and 503. */
const isUnknownKey = (error: unknown) =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
