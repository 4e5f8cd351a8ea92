import { digest, randomToken } from '#platform/crypto/random.ts';

/** What a service key may be allowed to do, each with what it is good for. */
export const serviceScopes = {
  'revocations:read': 'read what was revoked, as a list and as a stream',
  introspect: 'ask whether a token is good',
  'accounts:read': 'read accounts, and hear of their changes',
} as const;
export type ServiceScope = keyof typeof serviceScopes;

export const isServiceScope = (text: string): text is ServiceScope => Object.hasOwn(serviceScopes, text);

/** Tells a service key from every other token at a glance: to us, and to whoever searches texts for secrets. */
export const serviceKeyPrefix = 'psk_';

/** 256 random bits behind the prefix. */
export const mintServiceKey = (): string => serviceKeyPrefix + randomToken();

/** What the row keeps of the key; undefined for anything that we never write, to the letter. */
export function hashServiceKey(token: string): Buffer | undefined {
  const random = token.slice(serviceKeyPrefix.length);
  const bytes = Buffer.from(random, 'base64url');
  // Non-canonical spellings of one key would be many keys to everything that compares strings.
  const isOurs = token.startsWith(serviceKeyPrefix) && bytes.length === 32 && bytes.toString('base64url') === random;
  return isOurs ? digest(token) : undefined;
}
