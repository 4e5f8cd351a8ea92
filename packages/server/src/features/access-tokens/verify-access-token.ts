import { verify } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '#platform/clock.ts';
import { splitSignature } from './ecdsa-signature.ts';
import { parseClaims } from './parse-claims.ts';
import type { AccessTokenClaims } from './sign-access-token.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

/** A token whose signature and claims were found good, and may be remembered as such until it expires. */
export type VerifiedAccessToken = {
  readonly token: string;
  readonly claims: Readonly<AccessTokenClaims>;
  readonly kid: string;
  /** Milliseconds. */
  readonly expiresAt: number;
  /** Whether the arrival of its generation has been told to the session already. */
  isArrivalTold: boolean;
};

/** `expired` was ours and good once; `invalid` is anything else: forged, mangled, for another purpose or service. */
export type Verdict =
  | { token: VerifiedAccessToken }
  | { refusal: 'expired'; claims: AccessTokenClaims }
  | { refusal: 'invalid' };

export type AccessTokenVerifier = {
  verify(token: string): Verdict;
  /** A token that was verified before and has not expired since; undefined says nothing about any other. */
  recall(token: string): VerifiedAccessToken | undefined;
};

type VerifyContext = {
  signingKeys: SigningKeys;
  clock: Clock;
  config: { publicUrl: string; tokenAudience: string; accessTokenSeconds: number };
};

const rememberedTokens = 20_000;
const longestToken = 4096;
const invalid = { refusal: 'invalid' } as const;

/**
 * Verifies our own access tokens. The header has to be, letter for letter, one that a live key of ours writes, so
 * algorithm, type and key are fixed before anything of the token is interpreted; `alg: none`, `jku`, `jwk`, `x5u`,
 * `crit` and the like never come to be read (RFC 8725 §3.1). A token seen before costs a look-up and a comparison.
 */
export function createAccessTokenVerifier({ signingKeys, clock, config }: VerifyContext): AccessTokenVerifier {
  const remembered = new LRUCache<string, VerifiedAccessToken>({ max: rememberedTokens });

  const verifyAnew = (token: string): VerifiedAccessToken | undefined => {
    const parts = splitToken(token);
    if (parts === undefined) return undefined;
    const key = signingKeys.findByHeader(parts.header);
    if (key === undefined || !isSignedBy(key, parts)) return undefined;
    const claims = parseClaims(parts.payload, clock.now());
    if (claims?.iss !== config.publicUrl || claims.aud !== config.tokenAudience) return undefined;
    // A shorter ACCESS_TOKEN_SECONDS counts for old tokens too: revocations are kept for no longer than that.
    const expiresAt = Math.min(claims.exp, claims.iat + config.accessTokenSeconds) * 1000;
    return { token, claims, kid: key.kid, expiresAt, isArrivalTold: false };
  };

  const recall = (token: string): VerifiedAccessToken | undefined => {
    const known = remembered.get(rememberedBy(token));
    // The look-up goes by the signature alone, so the rest has to be compared: a signature under other claims is a forgery.
    return known?.token === token && known.expiresAt > clock.now() ? known : undefined;
  };

  return {
    recall,
    verify: (token) => {
      if (token.length > longestToken) return invalid;
      const known = recall(token);
      if (known !== undefined) return { token: known };
      const verified = verifyAnew(token);
      if (verified === undefined) return invalid;
      if (verified.expiresAt <= clock.now()) return { refusal: 'expired', claims: verified.claims };
      remembered.set(rememberedBy(token), verified);
      return { token: verified };
    },
  };
}

/** The end of the token: it is as good as random, already there, and spares a digest of the whole. */
const rememberedBy = (token: string): string => token.slice(-64);

type Parts = { header: string; payload: string; signature: Buffer; signed: string };

/** Three parts of the base64url alphabet, the signature in its one canonical spelling; anything else is no token. */
function splitToken(token: string): Parts | undefined {
  const first = token.indexOf('.');
  const last = token.lastIndexOf('.');
  if (first <= 0 || token.indexOf('.', first + 1) !== last) return undefined;
  const encodedSignature = token.slice(last + 1);
  const signature = Buffer.from(encodedSignature, 'base64url');
  if (signature.toString('base64url') !== encodedSignature) return undefined;
  return {
    header: token.slice(0, first),
    payload: token.slice(first + 1, last),
    signature,
    signed: token.slice(0, last),
  };
}

function isSignedBy(key: SigningKey, { signed, signature }: Parts): boolean {
  const data = Buffer.from(signed);
  if (key.algorithm === 'EdDSA') return verify(null, data, key.publicKey, signature);
  const known = key.algorithm === 'ES256' ? splitSignature(signature) : signature;
  return known !== undefined && verify('sha256', data, key.publicKey, known);
}
