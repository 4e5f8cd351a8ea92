import { createCipheriv, scryptSync } from 'node:crypto';
import { equalBytes } from '#platform/crypto/secrets.ts';
import { decodeBase64 } from './decode-base64.ts';
import type { HashKind } from './hash-kind.ts';

type Cost = { N: number; r: number; p: number };

const workPerMebiblock = 27;

/** @returns undefined for numbers that scrypt does not take (RFC 7914 §6) */
function costOf({ N, r, p }: Cost): { work: number; kibibytes: number } | undefined {
  const isPossible = N > 1 && Number.isInteger(Math.log2(N)) && r > 0 && p > 0 && N < 2 ** (16 * r) && r * p < 2 ** 30;
  return isPossible ? { work: ((N * r * p) / 2 ** 20) * workPerMebiblock, kibibytes: (N * r) / 8 } : undefined;
}

/** Node's bound on memory is set aside: what a hash may take was judged when it was read. */
const derive = (password: string, salt: Uint8Array, bytes: number, cost: Cost): Buffer =>
  scryptSync(password, salt, bytes, { ...cost, maxmem: 256 * cost.N * cost.r + 2 ** 20 + 256 * cost.r * cost.p });

const djangoForm = /^scrypt\$(\d{1,10})\$([^$]{1,256})\$(\d{1,5})\$(\d{1,5})\$([A-Za-z0-9+/]+=*)$/;

/** Django's ScryptPasswordHasher. The salt is the text as it stands. */
export const djangoScrypt: HashKind = {
  name: 'Django scrypt',
  claims: (text) => text.startsWith('scrypt$'),
  read: (text) => {
    const [, N, salt = '', r, p, sum = ''] = djangoForm.exec(text) ?? [];
    const parameters = { N: Number(N), r: Number(r), p: Number(p) };
    const cost = costOf(parameters);
    const expected = decodeBase64(sum);
    if (cost === undefined || expected?.length !== 64) return undefined;
    const verify = (password: string) => equalBytes(derive(password, Buffer.from(salt), 64, parameters), expected);
    return { ...cost, verify };
  },
};

const passlibForm = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,5}),p=(\d{1,5})\$([A-Za-z0-9+/]{0,1366})\$([A-Za-z0-9+/]+)$/;

/** passlib's scrypt. */
export const passlibScrypt: HashKind = {
  name: 'passlib scrypt',
  claims: (text) => text.startsWith('$scrypt$'),
  read: (text) => {
    const [, logN, r, p, salt = '', sum = ''] = passlibForm.exec(text) ?? [];
    const parameters = { N: 2 ** Number(logN), r: Number(r), p: Number(p) };
    const cost = costOf(parameters);
    const [saltBytes, expected] = [decodeBase64(salt), decodeBase64(sum)];
    if (cost === undefined || saltBytes === undefined || expected?.length !== 32) return undefined;
    return { ...cost, verify: (password) => equalBytes(derive(password, saltBytes, 32, parameters), expected) };
  },
};

/** What a Firebase project has for all of its hashes. */
export type FirebaseProject = { signerKey: string; saltSeparator: string; rounds: number; memCost: number };

/** One hash with everything that is needed to verify it, all in standard base64. The form is ours: Firebase has none. */
export const writeFirebaseHash = (project: FirebaseProject, salt: string, hash: string): string =>
  `$firebase-scrypt$ln=${project.memCost},r=${project.rounds}$${project.signerKey}$${project.saltSeparator}$${salt}$${hash}`;

const letters = '[A-Za-z0-9+/]';
const firebaseForm = new RegExp(
  `^\\$firebase-scrypt\\$ln=(\\d{1,2}),r=(\\d{1,5})\\$(${letters}+=*)\\$(${letters}*=*)\\$(${letters}+=*)\\$(${letters}+=*)$`,
);

/** Firebase's: scrypt makes a key, and the hash is the project's signer key under it (AES-256 in counter mode, from 0). */
export const firebaseScrypt: HashKind = {
  name: 'Firebase scrypt',
  claims: (text) => text.startsWith('$firebase-scrypt$'),
  read: (text) => {
    const [, logN, r, ...encoded] = firebaseForm.exec(text) ?? [];
    const parameters = { N: 2 ** Number(logN), r: Number(r), p: 1 };
    const cost = costOf(parameters);
    const [signerKey, separator, salt, expected] = encoded.map(decodeBase64);
    if (cost === undefined || !signerKey || !separator || !salt || expected?.length !== signerKey.length)
      return undefined;
    const verify = (password: string): boolean => {
      const key = derive(password, Buffer.concat([salt, separator]), 32, parameters);
      return equalBytes(createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(signerKey), expected);
    };
    return { ...cost, verify };
  },
};
