import type { TokenAnswer } from './contract.ts';
import type { SessionChange, SignedOutReason } from './session-changes.ts';
import type { News } from './tabs.ts';

/** Where a session can outlive the process (Node). In browsers the cookie is that place. */
export interface RefreshTokenStore {
  /** What was saved last, or `null`. */
  load(): Promise<string | null>;
  /** Settles when it can't be lost any more; `null` forgets it. */
  save(refreshToken: string | null): Promise<void>;
}

/** What this page knows about its session. Tokens are in memory only. */
export interface Standing {
  /** Grows with every fresh access token: a call that was sent under a smaller one may simply be sent again. */
  freshness: number;
  /** Grows with every sign-in and sign-out: an answer that was asked for under a smaller one is another session's. */
  sitting: number;
  is: 'unknown' | 'signed_in' | 'signed_out';
  accessToken: string | null;
  /** Milliseconds since 1970, by this machine's clock. */
  accessTokenEndsAt: number;
  signIn(answer: TokenAnswer): Promise<void>;
  refresh(answer: TokenAnswer): Promise<void>;
  /** A re-authenticated answer carried a new access token (`split`). */
  takeFrom(headers: Headers): void;
  signOut(reason: SignedOutReason): Promise<void>;
  hear(news: News): void;
  /** What was known may be out of date. */
  doubt(): void;
}

/** @param tell passes news to the other tabs */
export function createStanding(
  store: RefreshTokenStore,
  tell: (news: News) => void,
  announce: (change: SessionChange) => void,
): Standing {
  let lastReason: SignedOutReason | null = null;

  async function keep(answer: TokenAnswer): Promise<void> {
    // Stored before it is used: a crash in between must not leave a spent token behind.
    if (answer.refresh_token !== undefined) await store.save(answer.refresh_token);
    keepAccessToken(answer.access_token ?? null, Date.now() + answer.expires_in * 1000);
  }

  function keepAccessToken(accessToken: string | null, endsAt: number): void {
    standing.accessToken = accessToken;
    standing.accessTokenEndsAt = endsAt;
    standing.freshness += 1;
    standing.is = 'signed_in';
  }

  function leave(reason: SignedOutReason): void {
    const wasOut = standing.is === 'signed_out';
    standing.accessToken = null;
    standing.accessTokenEndsAt = 0;
    standing.is = 'signed_out';
    standing.sitting += 1;
    lastReason = reason;
    if (!wasOut) announce({ kind: 'signed_out', reason });
  }

  const newsOf = (kind: 'signed_in' | 'refreshed'): News => {
    return { kind, accessToken: standing.accessToken, accessTokenEndsAt: standing.accessTokenEndsAt };
  };

  const standing: Standing = {
    freshness: 0,
    sitting: 0,
    is: 'unknown',
    accessToken: null,
    accessTokenEndsAt: 0,
    async signIn(answer) {
      standing.sitting += 1;
      await keep(answer);
      tell(newsOf('signed_in'));
      announce({ kind: 'signed_in', where: 'here' });
    },
    async refresh(answer) {
      await keep(answer);
      tell(newsOf('refreshed'));
    },
    takeFrom(headers) {
      const accessToken = headers.get('x-access-token');
      const seconds = Number(headers.get('x-access-token-expires-in') ?? 0);
      if (accessToken) keepAccessToken(accessToken, Date.now() + seconds * 1000);
      else standing.is = 'signed_in';
    },
    async signOut(reason) {
      // A session that the service ended is not news: each tab finds out by its own next call, and a tab whose
      // late answer speaks of the session before a sign-in must not pull the others out of the new one.
      if (reason === 'signed_out') tell({ kind: 'signed_out' });
      leave(reason);
      await store.save(null);
    },
    hear(news) {
      if (news.kind === 'signed_out') return leave('elsewhere');
      const isRefresh = news.kind === 'refreshed';
      // Late news: a tab that was frozen hears everything at once when it wakes, the oldest first.
      if (isRefresh && news.accessTokenEndsAt < standing.accessTokenEndsAt) return;
      const wasOut = standing.is === 'signed_out';
      // Sent before the sign-out that this tab knows of. Only a session that merely seemed over can go on.
      if (isRefresh && wasOut && lastReason !== 'ended') return;
      const isAnotherSitting = !isRefresh || wasOut;
      if (isAnotherSitting) standing.sitting += 1;
      keepAccessToken(news.accessToken, news.accessTokenEndsAt);
      if (isAnotherSitting) announce({ kind: 'signed_in', where: 'elsewhere' });
    },
    doubt() {
      standing.accessToken = null;
      standing.accessTokenEndsAt = 0;
      standing.is = 'unknown';
      announce({ kind: 'in_doubt' });
    },
  };
  return standing;
}

/** The store of a client that may forget. */
export function memoryStore(): RefreshTokenStore {
  let kept: string | null = null;
  return {
    load: async () => kept,
    save: async (refreshToken) => {
      kept = refreshToken;
    },
  };
}
