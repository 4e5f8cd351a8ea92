import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** What a derived key is for. A value made for one purpose opens or verifies for no other. */
export const secretPurposes = [
  'refresh-tokens',
  'signing-keys',
  'outbox',
  'inbox',
  'one-time-codes',
  'setup-token',
  'cursors',
  'audit-log',
  'avatars',
  'redis-keys',
  'signals',
  'account-copies',
  'backups',
] as const;
export type SecretPurpose = (typeof secretPurposes)[number];

/** Thrown when a value was sealed with a secret that this process doesn't have, or was changed. */
export class SealBroken extends Error {
  constructor() {
    super('a sealed value cannot be opened: SECRET_KEY is not the one it was sealed with, or the value was changed');
    this.name = 'SealBroken';
  }
}

export type Secrets = {
  /** The key new values are made with: 0–255. */
  readonly currentKeyId: number;
  /** Of all there are, the current one first. */
  readonly keyIds: readonly number[];
  hasKey(keyId: number): boolean;
  /** HMAC-SHA-256 under the purpose's key; of the current secret unless a key id is given. 32 bytes. */
  mac(purpose: SecretPurpose, data: Uint8Array | string, keyId?: number): Buffer;
  /** AES-256-GCM. The answer holds key id, nonce, tag and ciphertext; `context` must be the same again to open it. */
  seal(purpose: SecretPurpose, plaintext: Uint8Array | string, context: string): Buffer;
  open(purpose: SecretPurpose, sealed: Uint8Array, context: string): Buffer;
};

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Derives a key for each purpose from the base secrets (HKDF-SHA-256). The first secret makes new values, all of them
 * open and verify, so that a secret can be replaced while values made with the old one are still about.
 *
 * @param baseSecrets the values of SECRET_KEY, newest first, each of at least 32 bytes
 * @throws when two secrets share a key id: nobody could tell later which one made a value
 */
export function createSecrets(baseSecrets: readonly string[]): Secrets {
  const rings = baseSecrets.map((secret) => ({
    keyId: keyIdOf(secret),
    secret,
    derived: new Map<string, KeyObject>(),
  }));
  const current = rings[0];
  if (current === undefined) throw new Error('SECRET_KEY is empty');
  const byId = new Map(rings.map((ring) => [ring.keyId, ring]));
  if (byId.size !== rings.length)
    throw new Error('two of the secrets in SECRET_KEY have the same key id: replace one of them with another value');

  // As key objects: a plain buffer is examined anew at each use, which costs four times the HMAC itself.
  const derive = (purpose: SecretPurpose, keyId: number): KeyObject => {
    const ring = byId.get(keyId);
    if (ring === undefined) throw new SealBroken();
    let key = ring.derived.get(purpose);
    if (key === undefined) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', ring.secret, 'portress', purpose, 32)));
      ring.derived.set(purpose, key);
    }
    return key;
  };

  return {
    currentKeyId: current.keyId,
    keyIds: rings.map(({ keyId }) => keyId),
    hasKey: (keyId) => byId.has(keyId),
    mac: (purpose, data, keyId = current.keyId) => createHmac('sha256', derive(purpose, keyId)).update(data).digest(),
    seal: (purpose, plaintext, context) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', derive(purpose, current.keyId), nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return Buffer.concat([Buffer.of(current.keyId), nonce, cipher.getAuthTag(), body]);
    },
    open: (purpose, sealed, context) => {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const keyId = bytes[0];
      if (keyId === undefined || bytes.length < 1 + nonceBytes + tagBytes) throw new SealBroken();
      const decipher = createDecipheriv('aes-256-gcm', derive(purpose, keyId), bytes.subarray(1, 1 + nonceBytes));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes + tagBytes)), decipher.final()]);
      } catch {
        throw new SealBroken();
      }
    },
  };
}

const keyIdOf = (secret: string): number => new Uint8Array(hkdfSync('sha256', secret, 'portress', 'key-id', 1))[0] ?? 0;

/** Compares without telling by time how much is equal. Different lengths are unequal. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
