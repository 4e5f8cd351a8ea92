import { hash, randomBytes } from 'node:crypto';

/** An opaque id: 128 random bits as 22 characters of base64url. Nothing can be read from it, neither order nor time. */
export const randomId = (): string => randomBytes(16).toString('base64url');

/** A secret that is mailed or shown once: 256 random bits as 43 characters of base64url. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of something with full entropy. Never for passwords or short codes. */
export const digest = (value: string | Uint8Array): Buffer => hash('sha256', value, 'buffer');
