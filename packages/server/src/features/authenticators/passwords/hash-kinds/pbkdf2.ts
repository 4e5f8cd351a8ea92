import { pbkdf2Sync } from 'node:crypto';
import { equalBytes } from '#platform/crypto/secrets.ts';
import { decodeBase64, decodePasslibBase64 } from './decode-base64.ts';
import type { HashKind, ReadHash } from './hash-kind.ts';

type Digest = { name: 'sha1' | 'sha256' | 'sha512'; bytes: number; workPerMillion: number };
const sha1: Digest = { name: 'sha1', bytes: 20, workPerMillion: 20 };
const sha256: Digest = { name: 'sha256', bytes: 32, workPerMillion: 20 };
const sha512: Digest = { name: 'sha512', bytes: 64, workPerMillion: 35 };

type Parts = { digest: Digest; iterations: number; salt: Uint8Array; expected: Uint8Array | undefined };

function toReadHash({ digest, iterations, salt, expected }: Parts): ReadHash | undefined {
  if (expected?.length !== digest.bytes) return undefined;
  return {
    work: (iterations / 1_000_000) * digest.workPerMillion,
    kibibytes: 1,
    verify: (password) => equalBytes(pbkdf2Sync(password, salt, iterations, digest.bytes, digest.name), expected),
  };
}

const count = '([1-9]\\d{0,9})';
const passlibForm = new RegExp(`^\\$pbkdf2(|-sha256|-sha512)\\$${count}\\$([./A-Za-z0-9]{0,1366})\\$([./A-Za-z0-9]+)$`);
const passlibDigests: Readonly<Record<string, Digest>> = { '': sha1, '-sha256': sha256, '-sha512': sha512 };

/** passlib's pbkdf2_sha1, pbkdf2_sha256 and pbkdf2_sha512. */
export const passlibPbkdf2: HashKind = {
  name: 'passlib pbkdf2',
  claims: (text) => text.startsWith('$pbkdf2'),
  read: (text) => {
    const [, suffix = 'none', iterations, salt = '', sum = ''] = passlibForm.exec(text) ?? [];
    const digest = passlibDigests[suffix];
    const saltBytes = decodePasslibBase64(salt);
    if (digest === undefined || saltBytes === undefined) return undefined;
    return toReadHash({ digest, iterations: Number(iterations), salt: saltBytes, expected: decodePasslibBase64(sum) });
  },
};

const djangoForm = new RegExp(`^pbkdf2_(sha256|sha1)\\$${count}\\$([^$]{1,256})\\$([A-Za-z0-9+/]+=*)$`);

/** Django's default for most of its life, and its older variant with SHA-1. The salt is the text as it stands. */
export const djangoPbkdf2: HashKind = {
  name: 'Django pbkdf2',
  claims: (text) => text.startsWith('pbkdf2_'),
  read: (text) => {
    const [, name, iterations, salt = '', sum = ''] = djangoForm.exec(text) ?? [];
    if (name === undefined) return undefined;
    const digest = name === 'sha1' ? sha1 : sha256;
    return toReadHash({ digest, iterations: Number(iterations), salt: Buffer.from(salt), expected: decodeBase64(sum) });
  },
};
