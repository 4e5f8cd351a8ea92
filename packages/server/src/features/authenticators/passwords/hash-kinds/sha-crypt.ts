import { hash } from 'node:crypto';
import { equalBytes } from '#platform/crypto/secrets.ts';
import type { HashKind } from './hash-kind.ts';

/*
 * crypt(3) with SHA-256 and SHA-512, as glibc and passlib make it (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512").
 * Written here, step by step as there: the library for it gets passwords of exactly 64 bytes wrong.
 */

type Variant = { digest: 'sha256' | 'sha512'; bytes: number; order: readonly (readonly number[])[] };

/** The digest's bytes in the order in which three of them make four letters. */
const orderOf = (bytes: number, step: (row: number) => number[], last: number[]): number[][] => [
  ...Array.from({ length: Math.floor(bytes / 3) }, (_, row) => step(row)),
  last,
];
const turned = (numbers: number[], by: number): number[] => numbers.map((_, index) => numbers[(index + by) % 3] ?? 0);
const variants: Readonly<Record<string, Variant>> = {
  5: {
    digest: 'sha256',
    bytes: 32,
    order: orderOf(32, (row) => turned([row, row + 10, row + 20], (row * 2) % 3), [31, 30]),
  },
  6: { digest: 'sha512', bytes: 64, order: orderOf(64, (row) => turned([row, row + 21, row + 42], row % 3), [63]) },
};

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const defaultRounds = 5000;
const fewestRounds = 1000;
const longestSalt = 16;
const workPerMillion = 110;

const form = /^\$([56])\$(?:rounds=([1-9]\d{0,8})\$)?([^$\n\0]{0,64})\$([./0-9A-Za-z]+)$/;

export const shaCrypt: HashKind = {
  name: 'sha-crypt',
  claims: (text) => /^\$[56]\$/.test(text),
  read: (text) => {
    const [, id = '', given, salt = '', sum = ''] = form.exec(text) ?? [];
    const variant = variants[id];
    if (variant === undefined || sum.length !== Math.ceil((variant.bytes * 4) / 3)) return undefined;
    // Fewer than a thousand were counted as a thousand, and a salt ended after its sixteenth byte.
    const rounds = Math.max(Number(given ?? defaultRounds), fewestRounds);
    const saltBytes = Buffer.from(salt).subarray(0, longestSalt);
    return {
      work: (rounds / 1_000_000) * workPerMillion,
      kibibytes: 1,
      verify: (password) =>
        equalBytes(Buffer.from(crypt(variant, Buffer.from(password), saltBytes, rounds)), Buffer.from(sum)),
    };
  },
};

function crypt(variant: Variant, password: Buffer, salt: Buffer, rounds: number): string {
  const digestOf = (...parts: Uint8Array[]): Buffer => hash(variant.digest, Buffer.concat(parts), 'buffer');
  const stretched = (digest: Buffer, length: number): Buffer => Buffer.alloc(length, digest);

  const alternate = digestOf(password, salt, password);
  const first = [password, salt, stretched(alternate, password.length)];
  for (let rest = password.length; rest > 0; rest >>>= 1) first.push(rest & 1 ? alternate : password);
  let digest = digestOf(...first);

  const p = stretched(digestOf(Buffer.alloc(password.length ** 2, password)), password.length);
  const saltTimes = 16 + (digest[0] ?? 0);
  const s = stretched(digestOf(Buffer.alloc(salt.length * saltTimes, salt)), salt.length);

  for (let round = 0; round < rounds; round += 1) {
    const isOdd = round % 2 === 1;
    const parts = [isOdd ? p : digest];
    if (round % 3 !== 0) parts.push(s);
    if (round % 7 !== 0) parts.push(p);
    parts.push(isOdd ? digest : p);
    digest = digestOf(...parts);
  }
  return encode(digest, variant.order);
}

/** Six bits a letter, the lowest first. */
function encode(digest: Buffer, order: Variant['order']): string {
  let text = '';
  for (const group of order) {
    let bits = 0;
    for (const index of group) bits = bits * 256 + (digest[index] ?? 0);
    for (let letters = group.length + 1; letters > 0; letters -= 1) {
      text += alphabet[bits & 63];
      bits >>>= 6;
    }
  }
  return text;
}
