import { sign } from 'node:crypto';
import { randomId } from '#platform/crypto/random.ts';
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

const coordinateBytes = 32;

/**
 * JWS wants r and s side by side (RFC 7518 §3.4), OpenSSL gives them as DER integers. Node does the same when it is asked
 * for `ieee-p1363`, but then takes the key apart at each call: twice the time of the signature itself.
 */
function joinSignature(der: Buffer): Buffer {
  const joined = Buffer.alloc(2 * coordinateBytes);
  // SEQUENCE, its length, then two INTEGERs: tag, length, and a leading zero where the number's first bit is set.
  const rLength = der.readUInt8(3);
  const sLength = der.readUInt8(5 + rLength);
  placeCoordinate(joined, coordinateBytes, der.subarray(4, 4 + rLength));
  placeCoordinate(joined, 2 * coordinateBytes, der.subarray(6 + rLength, 6 + rLength + sLength));
  return joined;
}

/** Right-aligned: a short number gets its zeros back, the sign's zero in front of a long one is dropped. */
function placeCoordinate(target: Buffer, end: number, integer: Buffer): void {
  const digits = integer.subarray(Math.max(0, integer.length - coordinateBytes));
  digits.copy(target, end - digits.length);
}
