import { randomBytes } from 'node:crypto';
import { digest } from '#platform/crypto/random.ts';
import { equalBytes, type Secrets } from '#platform/crypto/secrets.ts';

/**
 * base64url( tag 32 | seed 32 | session id 16 | generation u32 | key id u8 )
 *
 * The tag is an HMAC over the rest under a key derived from SECRET_KEY, so a forgery dies before the database and every
 * node makes the same successor. The seed is random per session and stored only as SHA-256, so neither the database nor
 * the secret nor both together yield a token that can be spent.
 */
export type RefreshToken = { seed: Buffer; sessionId: string; generation: number; keyId: number };

const tagBytes = 32;
const seedBytes = 32;
const idBytes = 16;
const tokenBytes = tagBytes + seedBytes + idBytes + 4 + 1;

export const randomSeed = (): Buffer => randomBytes(seedBytes);

/** What the row keeps of the seed. */
export const hashSeed = (seed: Buffer): Buffer => digest(seed);

/** Makes the token of a generation: the same one each time, on every node. */
export function mintRefreshToken(secrets: Secrets, token: RefreshToken): string {
  const body = Buffer.alloc(tokenBytes - tagBytes);
  token.seed.copy(body, 0);
  body.write(token.sessionId, seedBytes, idBytes, 'base64url');
  body.writeUInt32BE(token.generation, seedBytes + idBytes);
  body.writeUInt8(token.keyId, seedBytes + idBytes + 4);
  return Buffer.concat([secrets.mac('refresh-tokens', body, token.keyId), body]).toString('base64url');
}

/** @returns undefined for anything we did not sign, to the letter: forged, mangled, padded, another key */
export function parseRefreshToken(secrets: Secrets, text: string): RefreshToken | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Non-canonical spellings of one token would be many tokens to everything that compares strings.
  if (bytes.length !== tokenBytes || bytes.toString('base64url') !== text) return undefined;
  const body = bytes.subarray(tagBytes);
  const keyId = body.readUInt8(seedBytes + idBytes + 4);
  if (!secrets.hasKey(keyId)) return undefined;
  if (!equalBytes(bytes.subarray(0, tagBytes), secrets.mac('refresh-tokens', body, keyId))) return undefined;
  return {
    seed: body.subarray(0, seedBytes),
    sessionId: body.toString('base64url', seedBytes, seedBytes + idBytes),
    generation: body.readUInt32BE(seedBytes + idBytes),
    keyId,
  };
}
