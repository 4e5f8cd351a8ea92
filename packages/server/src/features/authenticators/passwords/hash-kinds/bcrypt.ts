import { createHash, createHmac } from 'node:crypto';
import { verifySync } from '@node-rs/bcrypt';
import type { HashKind, ReadHash } from './hash-kind.ts';

/**
 * The last letter of salt and digest has bits that are left over; some libraries write anything there, so they are not
 * looked at. `$2x$` is left out: it marks hashes of a fault in crypt_blowfish, and no library verifies them any more.
 */
const form = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const leastCost = 4;
/** One of cost 8 takes as long as one of ours. */
const workOf = (cost: number): number => 2 ** (cost - 8);

/**
 * bcrypt itself reads 72 bytes and no more, and so did the system that made the hash: until the first sign-in has replaced
 * it, what follows them is not looked at.
 */
function readBcrypt(text: string, toKey: (password: string) => string): ReadHash | undefined {
  const cost = Number(form.exec(text)?.[1] ?? 0);
  if (cost < leastCost || cost > 31) return undefined;
  return {
    work: workOf(cost),
    kibibytes: 4,
    verify: (password) => verifySync(toKey(password), text),
  };
}

const asTyped = (password: string): string => password;

export const bcrypt: HashKind = {
  name: 'bcrypt',
  claims: (text) => text.startsWith('$2'),
  read: (text) => readBcrypt(text, asTyped),
};

/** Django's BCryptPasswordHasher. */
export const djangoBcrypt: HashKind = {
  name: 'Django bcrypt',
  claims: (text) => text.startsWith('bcrypt$'),
  read: (text) => readBcrypt(text.slice('bcrypt$'.length), asTyped),
};

/** Django's BCryptSHA256PasswordHasher: the hexadecimal digest is what bcrypt gets, so every byte of the password counts. */
export const djangoBcryptSha256: HashKind = {
  name: 'Django bcrypt_sha256',
  claims: (text) => text.startsWith('bcrypt_sha256$'),
  read: (text) =>
    readBcrypt(text.slice('bcrypt_sha256$'.length), (password) => createHash('sha256').update(password).digest('hex')),
};

const passlibForm =
  /^\$bcrypt-sha256\$(?:v=2,t=2b,r=(\d{1,2})|2([ab]),(\d{1,2}))\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;

/** passlib's bcrypt_sha256, its present form (a MAC keyed with the salt) and the first one (a plain digest). */
export const passlibBcryptSha256: HashKind = {
  name: 'passlib bcrypt-sha256',
  claims: (text) => text.startsWith('$bcrypt-sha256$'),
  read: (text) => {
    const [, rounds, variant = 'b', firstRounds, salt = '', digest = ''] = passlibForm.exec(text) ?? [];
    const cost = rounds ?? firstRounds;
    if (cost === undefined) return undefined;
    const toKey =
      rounds === undefined
        ? (password: string) => createHash('sha256').update(password).digest('base64')
        : (password: string) => createHmac('sha256', salt).update(password).digest('base64');
    return readBcrypt(`$2${variant}$${cost.padStart(2, '0')}$${salt}${digest}`, toKey);
  },
};
