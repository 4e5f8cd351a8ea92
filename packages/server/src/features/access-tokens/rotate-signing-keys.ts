import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { publishedBeforeSigningMilliseconds } from './signing-keys.ts';
import {
  createSigningKeyRow,
  endOtherSigningKeys,
  listSigningKeys,
  retireOtherSigningKeys,
  type SigningKeyRow,
} from './store.ts';

type Algorithm = SigningKeyRow['algorithm'];

/** Keys older than this are replaced by themselves. */
const oldestMilliseconds = 90 * 24 * 3600 * 1000;
/** What clocks and queues may add to the life of a token. */
const marginMilliseconds = 60_000;

const generators: Record<Algorithm, () => { publicKey: KeyObject; privateKey: KeyObject }> = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

export type RotateContext = {
  database: Database;
  secrets: Secrets;
  config: { tokenAlgorithm: Algorithm; accessTokenSeconds: number };
};

export type Rotation = { kid: string; retired: string[] };

/** What belongs into the same transaction: the audit event, and the revocation of a leaked key. */
type Alongside = (transaction: Transaction, rotation: Rotation) => Promise<void>;

/** @returns the keys that another one takes the place of */
type Retire = (transaction: Transaction, kid: string) => Promise<string[]>;

type NewSigningKey = Awaited<ReturnType<typeof generateSigningKey>>;

/**
 * Makes a new signing key. The ones before stay in the JWK Set until their last token has expired, and go on signing
 * until resource servers had time to see the new one.
 */
export function rotateSigningKeys(context: RotateContext, alongside: Alongside): Promise<Rotation> {
  return replaceSigningKeys(context, alongside, retireFor(context));
}

/**
 * The same when it is due, which all nodes find at the same moment: one of them makes the key.
 *
 * @param takeTurn waits in the transaction until no other node is at it
 * @returns undefined where another node has made one
 */
export async function renewSigningKeys(
  context: RotateContext,
  takeTurn: (transaction: Transaction) => Promise<unknown>,
  alongside: Alongside,
): Promise<Rotation | undefined> {
  const key = await generateSigningKey(context.config.tokenAlgorithm, context.secrets);
  return context.database.transaction(async (transaction) => {
    await takeTurn(transaction);
    if (!(await needsNewSigningKey({ ...context, database: { read: transaction } }))) return undefined;
    return replaceBy(key, transaction, alongside, retireFor(context));
  });
}

const retireFor = ({ config }: RotateContext): Retire => {
  const lifetime = publishedBeforeSigningMilliseconds + config.accessTokenSeconds * 1000 + marginMilliseconds;
  return (transaction, kid) => retireOtherSigningKeys(transaction, kid, lifetime);
};

/**
 * For a key that has leaked: the ones before sign nothing and verify nothing from now on, and the new one signs at once.
 * `alongside` has to revoke them as well: a process that remembers a token, or has not read the keys anew, would take it.
 */
export const replaceLeakedSigningKeys = (context: RotateContext, alongside: Alongside): Promise<Rotation> =>
  replaceSigningKeys(context, alongside, endOtherSigningKeys);

async function replaceSigningKeys(
  { database, secrets, config }: RotateContext,
  alongside: Alongside,
  retire: Retire,
): Promise<Rotation> {
  const key = await generateSigningKey(config.tokenAlgorithm, secrets);
  return database.transaction((transaction) => replaceBy(key, transaction, alongside, retire));
}

async function replaceBy(
  key: NewSigningKey,
  transaction: Transaction,
  alongside: Alongside,
  retire: Retire,
): Promise<Rotation> {
  await createSigningKeyRow(transaction, key);
  const rotation = { kid: key.kid, retired: await retire(transaction, key.kid) };
  transaction.announce('signing_keys', key.kid);
  await alongside(transaction, rotation);
  return rotation;
}

/** Whether a key has to be made: at the first start, when the newest is too old, or when the algorithm was changed. */
export async function needsNewSigningKey({
  database,
  config,
}: Pick<RotateContext, 'config'> & { database: Pick<Database, 'read'> }): Promise<boolean> {
  const newest = (await listSigningKeys(database.read)).findLast((key) => key.retired_at === null);
  return newest === undefined || newest.age > oldestMilliseconds || newest.algorithm !== config.tokenAlgorithm;
}

async function generateSigningKey(algorithm: Algorithm, secrets: Secrets) {
  const { publicKey, privateKey } = generators[algorithm]();
  // Loaded with the first key: most starts make none.
  const { calculateJwkThumbprint, exportJWK } = await import('jose');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    kid,
    algorithm,
    public_jwk: JSON.stringify({ ...jwk, kid, alg: algorithm, use: 'sig' }),
    // A dump of the database alone must not be able to sign.
    sealed_private_key: secrets.seal('signing-keys', der, kid),
  };
}
