import type { TokenAnswer } from './contract.ts';
import type { News } from './tabs.ts';

/** Where a session can outlive the process (Node). In browsers the cookie is that place. */
export interface RefreshTokenStore {
  load(): Promise<string | null>;
  save(refreshToken: string | null): Promise<void>;
}

/** `ended`: the service said so. `elsewhere`: another tab signed out. `signed_out`: this page did. */
export type SignedOutReason = 'ended' | 'elsewhere' | 'signed_out';

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
}

export interface StandingEvents {
  onSignedIn: (where: 'here' | 'elsewhere') => void;
  onSignedOut: (reason: SignedOutReason) => void;
}

/** @param tell passes news to the other tabs */
export function createStanding(store: RefreshTokenStore, tell: (news: News) => void, events: StandingEvents): Standing {
  async function keep(answer: TokenAnswer): Promise<void> {
    // Stored before it is used: a crash in between must not leave a spent token behind.
    if (answer.refresh_token !== undefined) await store.save(answer.refresh_token);
    keepAccessToken(answer.access_token ?? null, answer.expires_in);
  }

  function keepAccessToken(accessToken: string | null, expiresIn: number): void {
    standing.accessToken = accessToken;
    standing.accessTokenEndsAt = Date.now() + expiresIn * 1000;
    standing.freshness += 1;
    standing.is = 'signed_in';
  }

  function leave(reason: SignedOutReason): void {
    const wasOut = standing.is === 'signed_out';
    standing.accessToken = null;
    standing.is = 'signed_out';
    standing.sitting += 1;
    if (!wasOut) events.onSignedOut(reason);
  }

  const standing: Standing = {
    freshness: 0,
    sitting: 0,
    is: 'unknown',
    accessToken: null,
    accessTokenEndsAt: 0,
    async signIn(answer) {
      standing.sitting += 1;
      await keep(answer);
      tell({ kind: 'signed_in', accessToken: standing.accessToken, expiresInSeconds: answer.expires_in });
      events.onSignedIn('here');
    },
    async refresh(answer) {
      await keep(answer);
      tell({ kind: 'refreshed', accessToken: standing.accessToken, expiresInSeconds: answer.expires_in });
    },
    takeFrom(headers) {
      const accessToken = headers.get('x-access-token');
      if (accessToken) keepAccessToken(accessToken, Number(headers.get('x-access-token-expires-in') ?? 0));
      else standing.is = 'signed_in';
    },
    async signOut(reason) {
      leave(reason);
      await store.save(null);
      // A session that the service ended is not news: each tab finds out by its own next call, and a tab whose
      // late answer speaks of the session before a sign-in must not pull the others out of the new one.
      if (reason === 'signed_out') tell({ kind: 'signed_out' });
    },
    hear(news) {
      if (news.kind === 'signed_out') return leave('elsewhere');
      if (news.kind === 'signed_in') standing.sitting += 1;
      keepAccessToken(news.accessToken, news.expiresInSeconds);
      if (news.kind === 'signed_in') events.onSignedIn('elsewhere');
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
