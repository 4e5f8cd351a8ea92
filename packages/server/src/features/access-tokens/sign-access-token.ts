import { sign } from 'node:crypto';
import { randomId } from '#platform/crypto/random.ts';
import { joinSignature } from './ecdsa-signature.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

/** The claims of an access token: RFC 9068, and what binds it to its session. Instants in seconds. */
export type AccessTokenClaims = {
  iss: string;
  aud: string;
  sub: string;
  client_id: string;
  /** The session, and the generation of its refresh token that this token came with. */
  sid: string;
  gen: number;
  /** The account's epoch when the session began. */
  epoch: number;
  iat: number;
  exp: number;
  jti: string;
  role: string;
  amr: string[];
  auth_time: number;
};

export type TokenSubject = {
  accountId: string;
  role: string;
  sessionId: string;
  generation: number;
  epoch: number;
  /** Instants in milliseconds, by the database's clock. */
  now: number;
  expiresAt: number;
  authenticatedAt: number;
};

type SignContext = { signingKeys: SigningKeys; config: { publicUrl: string; tokenAudience: string } };

/** Clients cannot be registered yet: every token is for the service's own client. */
const clientId = 'portress';

/** @returns the compact JWT (`typ: at+jwt`) */
export function signAccessToken({ signingKeys, config }: SignContext, subject: TokenSubject): string {
  const claims: AccessTokenClaims = {
    iss: config.publicUrl,
    aud: config.tokenAudience,
    sub: subject.accountId,
    client_id: clientId,
    sid: subject.sessionId,
    gen: subject.generation,
    epoch: subject.epoch,
    iat: Math.floor(subject.now / 1000),
    exp: Math.floor(subject.expiresAt / 1000),
    jti: randomId(),
    role: subject.role,
    amr: ['pwd'],
    auth_time: Math.floor(subject.authenticatedAt / 1000),
  };
  const key = signingKeys.current();
  const signed = `${key.encodedHeader}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${signatureOf(key, signed).toString('base64url')}`;
}

function signatureOf(key: SigningKey, signed: string): Buffer {
  const data = Buffer.from(signed);
  if (key.algorithm === 'EdDSA') return sign(null, data, key.privateKey);
  const signature = sign('sha256', data, key.privateKey);
  return key.algorithm === 'ES256' ? joinSignature(signature) : signature;
}
