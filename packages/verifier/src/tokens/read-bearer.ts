import { BearerRefusal } from '../answers/bearer-refusal.ts';

/**
 * Reads the access token from the `Authorization` header (RFC 6750 §2.1), the only place where it is looked for: a
 * token in an address ends up in logs and histories.
 *
 * @param authorization the header's value, or all its values where the HTTP library keeps repeated ones apart
 * @returns the token, still unverified; undefined without the header or with another scheme
 * @throws {BearerRefusal} `invalid_request` when the header is repeated, or holds no or more than one word after the scheme
 */
export function readBearer(authorization: string | readonly string[] | undefined): string | undefined {
  const values = typeof authorization === 'string' ? [authorization] : (authorization ?? []);
  if (values.length > 1) throw new BearerRefusal('invalid_request');
  const [scheme = '', ...words] = (values[0] ?? '').trim().split(/ +/);
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const [token] = words;
  if (token === undefined || words.length > 1) throw new BearerRefusal('invalid_request');
  return token;
}
