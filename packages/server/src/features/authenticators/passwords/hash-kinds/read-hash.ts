import { argon2 } from './argon2.ts';
import { bcrypt, djangoBcrypt, djangoBcryptSha256, passlibBcryptSha256 } from './bcrypt.ts';
import { type HashKind, mostKibibytes, mostWork, type ReadHash, refuseNul } from './hash-kind.ts';
import { djangoPbkdf2, passlibPbkdf2 } from './pbkdf2.ts';
import { djangoScrypt, firebaseScrypt, passlibScrypt } from './scrypt.ts';
import { shaCrypt } from './sha-crypt.ts';

/** Django's Argon2PasswordHasher puts its name in front of the PHC string. */
const djangoArgon2: HashKind = {
  name: 'Django argon2',
  claims: (text) => text.startsWith('argon2$'),
  read: (text) => argon2.read(text.slice('argon2'.length)),
};

/** Every kind of hash that a password can be held against. Ours is the first; the others come in by an import. */
const kinds: readonly HashKind[] = [
  argon2,
  bcrypt,
  passlibBcryptSha256,
  passlibPbkdf2,
  passlibScrypt,
  shaCrypt,
  djangoPbkdf2,
  djangoBcryptSha256,
  djangoBcrypt,
  djangoArgon2,
  djangoScrypt,
  firebaseScrypt,
];

/** For people: what an import takes. */
export const kindNames: readonly string[] = kinds.map(({ name }) => name);

const longestText = 1024;

/** @returns what is wrong with it, as the end of a sentence about the hash, where no password can be held against it */
export function readHash(text: string): ReadHash | { fault: string } {
  const kind = text.length > longestText ? undefined : kinds.find((one) => one.claims(text));
  if (kind === undefined) return { fault: 'is of no kind that is known here' };
  const hash = kind.read(text);
  if (hash === undefined) return { fault: `begins like ${kind.name}, but the rest cannot be read` };
  if (hash.kibibytes > mostKibibytes)
    return {
      fault: `would take ${Math.round(hash.kibibytes / 1024)} MiB at each sign-in; ${mostKibibytes / 1024} MiB is the most`,
    };
  if (hash.work > mostWork)
    return {
      fault: `would take as long at each sign-in as ${Math.round(hash.work)} hashes of ours; ${mostWork} is the most`,
    };
  return kind === argon2 || kind === djangoArgon2 ? hash : refuseNul(hash);
}

export const isFaulty = (hash: ReadHash | { fault: string }): hash is { fault: string } => 'fault' in hash;
