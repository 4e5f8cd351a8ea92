import { hash, randomBytes, randomFillSync } from 'node:crypto';

const idBytes = 16;
/** Random bytes for ids are drawn for 256 at once: a call costs more than the bytes. What is used is never used again. */
const pool = Buffer.alloc(256 * idBytes);
let used = pool.length;

/** An opaque id: 128 random bits as 22 characters of base64url. Nothing can be read from it, neither order nor time. */
export function randomId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idBytes;
  return pool.toString('base64url', used - idBytes, used);
}

const familyLength = 6;

/**
 * Makes ids that begin alike, for rows written together: in an index they stand side by side, where random ones would touch a
 * page each. 96 random bits follow, so that knowing one helps nobody to another; what can be read from two of them is that
 * they were made together.
 */
export function createIdFamily(): () => string {
  const family = randomId().slice(0, familyLength);
  return () => family + randomId().slice(familyLength);
}

/** A secret that is mailed or shown once: 256 random bits as 43 characters of base64url. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of something with full entropy. Never for passwords or short codes. */
export const digest = (value: string | Uint8Array): Buffer => hash('sha256', value, 'buffer');
