import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import type { Log } from '#platform/log.ts';
import { listSigningKeys, type SigningKeyRow } from './store.ts';

export type SigningKey = {
  kid: string;
  algorithm: SigningKeyRow['algorithm'];
  publicKey: KeyObject;
  privateKey: KeyObject;
  /** The first part of every token this key signs, to the letter. */
  encodedHeader: string;
  publicJwk: JWK;
};

export type SigningKeys = {
  /** The key that signs now. */
  current(): SigningKey;
  /** The key whose tokens begin with exactly this header; so nothing inside a header is ever interpreted. */
  findByHeader(encodedHeader: string): SigningKey | undefined;
  publicJwks(): JWK[];
  /** Reads the keys anew: after a rotation, when one is heard of, and regularly because what tells of it may be cut off. */
  reload(): Promise<void>;
  stop(): void;
};

/**
 * A new key is published this long before it signs, so that a resource server that has just fetched the JWK Set
 * (and waits 30 s before it fetches again) knows the key before it meets it.
 */
export const publishedBeforeSigningMilliseconds = 60_000;
/** As often as revocations are read, so that a revoked key stops signing when its tokens stop being accepted. */
const reloadMilliseconds = 1000;

/** Keeps the signing keys of the database, opened, in memory. */
export async function openSigningKeys(context: {
  database: Database;
  secrets: Secrets;
  log: Log;
}): Promise<SigningKeys> {
  const { database, secrets, log } = context;
  let keys: (SigningKey & { age: number })[] = [];
  let byHeader = new Map<string, SigningKey>();

  let looks = 0;
  let newestLook = 0;

  const reload = async (): Promise<void> => {
    looks += 1;
    const look = looks;
    const rows = await listSigningKeys(database.read);
    // Of two looks at once the one that began first may come back last, with what was before.
    if (look < newestLook) return;
    newestLook = look;
    const known = new Map(keys.map((key) => [key.kid, key]));
    keys = rows.map((row) => ({ ...(known.get(row.kid) ?? openSigningKey(secrets, row)), age: row.age }));
    byHeader = new Map(keys.map((key) => [key.encodedHeader, key]));
  };

  const tryReload = (): void => {
    reload().catch((error: unknown) => log.warn({ err: error }, 'signing keys could not be read'));
  };

  await reload();
  const timer = setInterval(tryReload, reloadMilliseconds);
  timer.unref();
  const unsubscribe = database.announcements.subscribe('signing_keys', tryReload);

  return {
    current: () => {
      const seasoned = keys.findLast((key) => key.age >= publishedBeforeSigningMilliseconds) ?? keys[0];
      if (seasoned === undefined) throw new Error('there is no signing key');
      return seasoned;
    },
    findByHeader: (encodedHeader) => byHeader.get(encodedHeader),
    publicJwks: () => keys.map((key) => key.publicJwk),
    reload,
    stop: () => {
      clearInterval(timer);
      unsubscribe();
    },
  };
}

function openSigningKey(secrets: Secrets, row: SigningKeyRow): SigningKey {
  const privateKey = createPrivateKey({
    key: secrets.open('signing-keys', row.sealed_private_key, row.kid),
    format: 'der',
    type: 'pkcs8',
  });
  const header = JSON.stringify({ alg: row.algorithm, typ: 'at+jwt', kid: row.kid });
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    privateKey,
    publicKey: createPublicKey(privateKey),
    encodedHeader: Buffer.from(header).toString('base64url'),
    publicJwk: JSON.parse(row.public_jwk) as JWK,
  };
}
