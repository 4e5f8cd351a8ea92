import { z } from 'zod';
import type { AccessTokenClaims } from './sign-access-token.ts';

const text = z.string().min(1);
const instant = z.int().nonnegative();

/** A safe integer where a time is: `1e308` would never come, and `"9"` is none. More claims may be added by a later version. */
const claimsSchema: z.ZodType<AccessTokenClaims & { nbf?: number | undefined }> = z.object({
  iss: text,
  aud: text,
  sub: text,
  client_id: text,
  sid: text,
  gen: z.int().positive(),
  epoch: z.int().nonnegative(),
  iat: instant,
  exp: instant,
  nbf: instant.optional(),
  jti: text,
  role: text,
  amr: z.array(text),
  auth_time: instant,
});

/** How far the clocks of the database, which dates a token, and of this process may be apart. */
export const clockToleranceSeconds = 300;

/**
 * The claims of a token whose signature was found good. A signature alone does not make an access token of ours: each
 * claim has to be there in its shape, no member may stand twice (parsers disagree about which one counts), and the
 * token must not begin in the future (RFC 8725 §2.8, D6).
 *
 * @param payload the middle part of the token, base64url
 * @param now milliseconds
 */
export function parseClaims(payload: string, now: number): AccessTokenClaims | undefined {
  const json = Buffer.from(payload, 'base64url').toString();
  const value = parseJson(json);
  // What we write comes back to the letter.
  if (JSON.stringify(value) !== json) return undefined;
  const claims = claimsSchema.safeParse(value).data;
  const latest = now / 1000 + clockToleranceSeconds;
  return claims === undefined || claims.iat > latest || (claims.nbf ?? 0) > latest ? undefined : claims;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
