import { Problem } from '#platform/errors.ts';

const bearerCredentials = /^Bearer +([\w\-.~+/]+=*)$/i;

/**
 * The token of an Authorization header (RFC 6750 §2.1).
 *
 * @returns undefined for one that is mangled
 * @throws Problem 401 for another scheme
 */
export function readBearer(authorization: string): string | undefined {
  const token = bearerCredentials.exec(authorization)?.[1];
  if (token === undefined && !/^Bearer\b/i.test(authorization)) throw notSignedIn();
  return token;
}

/** RFC 6750 §3.1: a request without any credentials gets a challenge without an error code. */
export const notSignedIn = (): Problem => new Problem('not_signed_in', { headers: { 'www-authenticate': 'Bearer' } });

/** RFC 6750 §3.1. @param challenged told in the header as well: printable ASCII without quotes */
export const badBearer = (detail: string, challenged = 'The token is not good'): Problem =>
  new Problem('invalid_token', { status: 401, detail, headers: challengeOf(challenged) });

export const challengeOf = (description: string): { 'www-authenticate': string } => ({
  'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
});
