import { type JWTVerifyOptions, jwtVerify } from 'jose';

import { BearerRefusal } from '../answers/bearer-refusal.ts';
import { Unavailable } from '../answers/unavailable.ts';
import { type AccessTokenClaims, claimNames, isAccessTokenClaims } from './claims.ts';
import type { PublishedKeys } from './published-keys.ts';

export interface VerifiedToken {
  /** Frozen through and through: every request of the token is given the same object. */
  readonly claims: AccessTokenClaims;
  /** The key that signed it. */
  readonly kid: string;
}

export interface Expectations {
  readonly issuer: string;
  readonly audience: string;
  readonly leewaySeconds: number;
}

/**
 * @param now milliseconds since 1970
 * @throws {BearerRefusal} `invalid_token`
 * @throws {Unavailable} `keys_unavailable`
 */
export async function verifySignature(
  token: string,
  keys: PublishedKeys,
  { issuer, audience, leewaySeconds }: Expectations,
  now: number,
): Promise<VerifiedToken> {
  // RFC 8725 §3.1 and §3.11: what is acceptable is fixed before the token is looked at; `jwk`, `jku` and `x5u` of its
  // header are never followed, and an unknown `crit` refuses it.
  const expected: JWTVerifyOptions = {
    issuer,
    audience,
    typ: 'at+jwt',
    algorithms: ['ES256', 'Ed25519', 'EdDSA', 'RS256'],
    clockTolerance: leewaySeconds,
    currentDate: new Date(now),
    requiredClaims: claimNames,
  };
  if (!isCanonical(token)) throw refusal('not canonical base64url');
  const { payload, protectedHeader } = await jwtVerify(token, keys.find, expected).catch(refuse);
  const { kid } = protectedHeader;
  // Without one a lone key would do, and nobody could tell later whether it was that which has been revoked.
  if (typeof kid !== 'string' || kid === '') throw refusal('no "kid" in the header');
  if (!isAccessTokenClaims(payload)) throw refusal('a claim has a wrong shape');
  if (payload.iat > now / 1000 + leewaySeconds) throw refusal('"iat" lies in the future');
  return { claims: freeze(payload), kid };
}

// Decoders ignore the unused bits of a last letter, so one token would have several spellings, and a list of refused
// ones could be walked around.
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function freeze(claims: AccessTokenClaims): AccessTokenClaims {
  for (const value of Object.values(claims)) if (Array.isArray(value)) Object.freeze(value);
  return Object.freeze(claims);
}

const refusal = (why: string) => new BearerRefusal('invalid_token', new Error(why));

function refuse(error: unknown): never {
  if (error instanceof Unavailable) throw error;
  throw new BearerRefusal('invalid_token', error);
}
