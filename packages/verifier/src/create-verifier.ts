import { type JWTVerifyOptions, jwtVerify } from 'jose';

import { BearerRefusal, KeysUnavailable } from './bearer-refusal.ts';
import { type AccessTokenClaims, claimNames, isAccessTokenClaims } from './claims.ts';
import { createPublishedKeys } from './published-keys.ts';

const MAX_LEEWAY_SECONDS = 5;

export interface VerifierOptions {
  /** The authorization server's `PUBLIC_URL`, letter by letter; it may hold a path. */
  readonly issuer: string;
  /** The name under which tokens are meant for this API: the authorization server's `TOKEN_AUDIENCE`. */
  readonly audience: string;
  /** Where the keys are; by default `<issuer>/.well-known/jwks.json`. */
  readonly jwksUrl?: string | URL;
  /** How far the clocks may differ, 0–5 seconds; 5 by default. */
  readonly leewaySeconds?: number;
  /** Unknown keys make the JWK Set fetched again at most once in this time; 60 seconds by default. */
  readonly keyCooldownSeconds?: number;
}

export interface Verifier {
  /**
   * @param token as `readBearer` returned it
   * @returns the claims, once signature, type, issuer, audience, times and the shape of each claim have been verified
   * @throws {BearerRefusal} `invalid_token`, or without a code when there is no token
   * @throws {KeysUnavailable} when the keys cannot be fetched
   */
  readonly verify: (token: string | undefined) => Promise<AccessTokenClaims>;
}

/** Makes the verifier of one API; keep it for as long as the process lives, it remembers the published keys. */
export function createVerifier(options: VerifierOptions): Verifier {
  const { issuer, audience, leewaySeconds = MAX_LEEWAY_SECONDS, keyCooldownSeconds = 60 } = options;
  if (!issuer) throw new TypeError('issuer is needed: without it any server that shares the key could sign in here');
  if (!audience) throw new TypeError('audience is needed: without it tokens meant for other APIs would be accepted');
  if (!(leewaySeconds >= 0 && leewaySeconds <= MAX_LEEWAY_SECONDS)) throw new RangeError('leewaySeconds must be 0–5');

  const keys = createPublishedKeys(new URL(options.jwksUrl ?? jwksUrlOf(issuer)), keyCooldownSeconds);
  // RFC 8725 §3.1 and §3.11: what is acceptable is fixed before the token is looked at; `jwk`, `jku` and `x5u` of its
  // header are never followed, and an unknown `crit` refuses it.
  const expected: JWTVerifyOptions = {
    issuer,
    audience,
    typ: 'at+jwt',
    algorithms: ['ES256', 'Ed25519', 'EdDSA', 'RS256'],
    clockTolerance: leewaySeconds,
    requiredClaims: claimNames,
  };

  return {
    async verify(token) {
      if (token === undefined) throw new BearerRefusal();
      if (!isCanonical(token)) throw new BearerRefusal('invalid_token', new Error('not canonical base64url'));
      const { payload } = await jwtVerify(token, keys, expected).catch(refuse);
      if (!isAccessTokenClaims(payload))
        throw new BearerRefusal('invalid_token', new Error('a claim has a wrong shape'));
      if (payload.iat > Date.now() / 1000 + leewaySeconds) {
        throw new BearerRefusal('invalid_token', new Error('"iat" lies in the future'));
      }
      return payload;
    },
  };
}

function jwksUrlOf(issuer: string): string {
  return `${issuer.replace(/\/+$/, '')}/.well-known/jwks.json`;
}

// Decoders ignore the unused bits of a last letter, so one token would have several spellings, and a list of refused
// ones could be walked around.
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function refuse(error: unknown): never {
  if (error instanceof KeysUnavailable) throw error;
  throw new BearerRefusal('invalid_token', error);
}
