import type { Clock } from '#platform/clock.ts';
import type { Revocation, RevocationKind } from './store.ts';

/** What an access token says of itself, as far as a revocation can concern it. */
export type RevocableToken = { sid: string; sub: string; epoch: number; kid: string };

/** The live revocations in memory. An entry is dropped when the last token that it could concern has expired. */
export type RevocationSet = {
  /**
   * What ended the token, or undefined. Looks every time: the answer is never remembered with the token.
   * A token whose signing key alone was revoked may be replaced by a refresh; one whose session or account ended may not.
   */
  revokedBy(token: RevocableToken): RevocationKind | undefined;
  /** Below this epoch nothing about the account is true any more: neither a token nor a copy of its row. */
  leastEpochOf(accountId: string): number;
  apply(revocation: Revocation): void;
  dropExpired(): void;
  readonly size: number;
};

export function createRevocationSet(clock: Clock): RevocationSet {
  /** Subject → when the entry may go. */
  const sessions = new Map<string, number>();
  const keys = new Map<string, number>();
  const accounts = new Map<string, { epoch: number; expiresAt: number }>();

  return {
    get size() {
      return sessions.size + accounts.size + keys.size;
    },
    revokedBy: (token) => {
      if (sessions.has(token.sid)) return 'session';
      const account = accounts.get(token.sub);
      if (account !== undefined && token.epoch < account.epoch) return 'account';
      return keys.has(token.kid) ? 'key' : undefined;
    },
    leastEpochOf: (accountId) => accounts.get(accountId)?.epoch ?? 0,
    apply: (revocation) => {
      if (revocation.kind === 'session') sessions.set(revocation.subject_id, revocation.expires_at);
      else if (revocation.kind === 'key') keys.set(revocation.subject_id, revocation.expires_at);
      else {
        // Two ends of one account may be applied in any order: the larger epoch counts.
        const known = accounts.get(revocation.subject_id);
        accounts.set(revocation.subject_id, {
          epoch: Math.max(known?.epoch ?? 0, revocation.epoch ?? Number.MAX_SAFE_INTEGER),
          expiresAt: Math.max(known?.expiresAt ?? 0, revocation.expires_at),
        });
      }
    },
    dropExpired: () => {
      const now = clock.now();
      for (const [id, expiresAt] of sessions) if (expiresAt <= now) sessions.delete(id);
      for (const [id, expiresAt] of keys) if (expiresAt <= now) keys.delete(id);
      for (const [id, account] of accounts) if (account.expiresAt <= now) accounts.delete(id);
    },
  };
}
