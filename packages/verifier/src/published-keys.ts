import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';

import { KeysUnavailable } from './bearer-refusal.ts';

const FETCH_TIMEOUT_MS = 5_000;
const KEPT_MS = 10 * 60_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;

/** The token names a key that is not published; telling this apart from an outage decides between 401 and 503. */
const isUnknownKey = (error: unknown) =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;

/**
 * The keys that the authorization server publishes, fetched when first needed and again after ten minutes.
 * A token with an unknown `kid` makes them fetched again, at most once per cooldown: otherwise a stream of invented
 * tokens would turn this server into an attack on that one. After a failed fetch there is a pause of a second.
 *
 * @throws {KeysUnavailable} from the returned function
 */
export function createPublishedKeys(url: URL, cooldownSeconds: number): JWTVerifyGetKey {
  let failedAt = Number.NEGATIVE_INFINITY;
  const keys = createRemoteJWKSet(url, {
    cooldownDuration: cooldownSeconds * 1000,
    cacheMaxAge: KEPT_MS,
    timeoutDuration: FETCH_TIMEOUT_MS,
    [customFetch]: async (address, options) => {
      if (performance.now() - failedAt < PAUSE_AFTER_FAILURE_MS) throw new Error('the last fetch has just failed');
      const response = await fetch(address, options).catch((error: unknown) => {
        failedAt = performance.now();
        throw error;
      });
      if (response.status !== 200) failedAt = performance.now();
      return response;
    },
  });

  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (isUnknownKey(error) || error instanceof errors.JOSENotSupported) throw error;
      throw new KeysUnavailable(error);
    }
  };
}
