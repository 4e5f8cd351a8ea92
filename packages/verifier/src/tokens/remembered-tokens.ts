import { hash } from 'node:crypto';

import type { VerifiedToken } from './verify-signature.ts';

/**
 * Tokens whose signature and claims were found good. Whether they were revoked since is never remembered.
 * The one that was shown longest ago goes first. Kept by digest: a dump of the memory yields no token.
 */
export interface RememberedTokens {
  /** @param seconds since 1970; a token that has expired by then is forgotten */
  recall(token: string, seconds: number): VerifiedToken | undefined;
  remember(token: string, verified: VerifiedToken): void;
  readonly size: number;
}

/** @param most how many; 0 remembers none */
export function createRememberedTokens(most: number): RememberedTokens {
  // A Map keeps the order in which entries were set: the first is the oldest.
  const tokens = new Map<string, VerifiedToken>();
  return {
    get size() {
      return tokens.size;
    },
    recall(token, seconds) {
      if (tokens.size === 0) return undefined;
      const digest = digestOf(token);
      const known = tokens.get(digest);
      if (known === undefined) return undefined;
      tokens.delete(digest);
      if (known.claims.exp <= seconds) return undefined;
      tokens.set(digest, known);
      return known;
    },
    remember(token, verified) {
      if (most === 0) return;
      tokens.set(digestOf(token), verified);
      const [oldest] = tokens.size > most ? tokens.keys() : [];
      if (oldest !== undefined) tokens.delete(oldest);
    },
  };
}

const digestOf = (token: string) => hash('sha256', token, 'base64');
