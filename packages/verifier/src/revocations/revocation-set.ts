export const revocationKinds = ['session', 'account', 'key'] as const;
export type RevocationKind = (typeof revocationKinds)[number];

/** One line of the revocation list, as far as it is needed here. */
export interface Revocation {
  readonly kind: RevocationKind;
  readonly id: string;
  /** Of an account: tokens of a smaller epoch are refused, with null every one. Null for other kinds. */
  readonly epoch: number | null;
  /** Seconds since 1970: by the authorization server's clock no token that it could concern is alive from then on. */
  readonly expiresAt: number;
}

/** What an access token says of itself, as far as a revocation can concern it. */
export interface RevocableToken {
  readonly sid: string;
  readonly sub: string;
  readonly epoch: number;
  readonly kid: string;
}

/**
 * The live revocations in memory. Only time removes one: whatever a later snapshot leaves out stays refused until its
 * last token has expired, so a server restored from a backup, or a node that lags behind, brings nothing back to life.
 */
export interface RevocationSet {
  /** @returns whether it was not known in any form */
  apply(revocation: Revocation): boolean;
  revokedBy(token: RevocableToken): RevocationKind | undefined;
  /** @param seconds since 1970; what has expired by then goes */
  dropExpired(seconds: number): void;
  readonly size: number;
}

// An account's epoch and expiry share one number, which saves an object each; 100,000 entries have to fit in 10 MB.
const SECONDS_RANGE = 2 ** 32;
/** Larger epochs are not told apart: then every token of the account is refused, which is the stricter reading. */
const EVERY_EPOCH = 2 ** 21 - 1;
const pack = (epoch: number, expiresAt: number) => epoch * SECONDS_RANGE + expiresAt;
const epochOf = (packed: number) => Math.floor(packed / SECONDS_RANGE);
const expiryOf = (packed: number) => packed % SECONDS_RANGE;

export function createRevocationSet(): RevocationSet {
  /** Id → when the entry may go, in seconds: small integers, which cost no memory of their own. */
  const expiries = { session: new Map<string, number>(), key: new Map<string, number>() };
  const accounts = new Map<string, number>();

  return {
    get size() {
      return expiries.session.size + expiries.key.size + accounts.size;
    },
    apply({ kind, id, epoch, expiresAt }) {
      if (kind !== 'account') {
        const known = expiries[kind].get(id);
        if (expiresAt > (known ?? 0)) expiries[kind].set(id, expiresAt);
        return known === undefined;
      }
      // Two ends of one account may be told in any order: the larger epoch counts, for as long as the later one lives.
      const known = accounts.get(id);
      const largest = Math.max(epochOf(known ?? 0), Math.min(epoch ?? EVERY_EPOCH, EVERY_EPOCH));
      accounts.set(id, pack(largest, Math.max(expiryOf(known ?? 0), expiresAt)));
      return known === undefined;
    },
    revokedBy({ sid, sub, epoch, kid }) {
      if (expiries.session.has(sid)) return 'session';
      const account = accounts.get(sub);
      if (account !== undefined && isEnded(epoch, epochOf(account))) return 'account';
      return expiries.key.has(kid) ? 'key' : undefined;
    },
    dropExpired(seconds) {
      for (const entries of [expiries.session, expiries.key]) {
        for (const [id, expiresAt] of entries) if (expiresAt <= seconds) entries.delete(id);
      }
      for (const [id, packed] of accounts) if (expiryOf(packed) <= seconds) accounts.delete(id);
    },
  };
}

const isEnded = (epoch: number, bound: number) => bound === EVERY_EPOCH || epoch < bound;
