/** What one tab tells the others. The access token travels so that `split` tabs need no exchange of their own. */
export type News =
  | {
      kind: 'refreshed' | 'signed_in';
      accessToken: string | null;
      /** Milliseconds since 1970. A moment, not a duration: a frozen tab may hear of it an hour later. */
      accessTokenEndsAt: number;
    }
  | { kind: 'signed_out' };

/** The pages of one browser that share one session. */
export interface Tabs {
  /** Runs `work` while no other tab runs its own. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  tell(news: News): void;
  close(): void;
}

interface TabEvents {
  hear: (news: News) => void;
  /** The page lay in the back/forward cache, where nothing is heard. */
  doubt: () => void;
}

/** Long enough for a tab that waits its turn to hear what the tab before it has done. */
const newsArrivesAfterMs = 50;

/** Outside a browser there is one page, and nobody to wait for. */
export const onePage: Tabs = { alone: (work) => work(), tell: () => {}, close: () => {} };

/**
 * Web Locks and BroadcastChannel, each left out where the browser has none: the service's rotation forgives
 * parallel refreshes, so the lock spares work and is never what keeps a person signed in.
 * @param patienceSeconds after which a frozen tab's lock is no longer waited for
 */
export function joinTabs(name: string, patienceSeconds: number, { hear, doubt }: TabEvents): Tabs {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  let heard = 0;
  if (channel) {
    channel.onmessage = (event: MessageEvent<unknown>) => {
      for (const news of readNews(event.data)) {
        heard += 1;
        hear(news);
      }
    };
  }
  const comeBack = (event: Event) => {
    if ('persisted' in event && event.persisted === true) doubt();
  };
  // Pages have such a moment; workers and Node don't.
  globalThis.addEventListener?.('pageshow', comeBack);
  return {
    alone: (work) => {
      const heardBefore = heard;
      return inTurn(name, patienceSeconds, work, () => (heard > heardBefore ? 0 : newsArrivesAfterMs));
    },
    tell: (news) => channel?.postMessage(news),
    close: () => {
      globalThis.removeEventListener?.('pageshow', comeBack);
      channel?.close();
    },
  };
}

async function inTurn<Result>(
  name: string,
  patienceSeconds: number,
  work: () => Promise<Result>,
  pauseMs: () => number,
): Promise<Result> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  const first = await locks.request(name, { ifAvailable: true }, async (lock) =>
    lock ? { result: await work() } : null,
  );
  if (first) return first.result;
  return afterOthers(locks, name, patienceSeconds, work, pauseMs);
}

async function afterOthers<Result>(
  locks: LockManager,
  name: string,
  patienceSeconds: number,
  work: () => Promise<Result>,
  pauseMs: () => number,
): Promise<Result> {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), patienceSeconds * 1000);
  let granted = false;
  const turn = async () => {
    granted = true;
    clearTimeout(timer);
    await new Promise((resolve) => setTimeout(resolve, pauseMs()));
    return work();
  };
  try {
    return await locks.request(name, { signal: impatience.signal }, turn);
  } catch (error) {
    if (granted || !impatience.signal.aborted) throw error;
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/** Any script of this origin can speak on the channel. */
function readNews(data: unknown): News[] {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return [];
  if (data.kind === 'signed_out') return [{ kind: 'signed_out' }];
  if (data.kind !== 'refreshed' && data.kind !== 'signed_in') return [];
  const accessToken = 'accessToken' in data && typeof data.accessToken === 'string' ? data.accessToken : null;
  const endsAt = 'accessTokenEndsAt' in data ? Number(data.accessTokenEndsAt) : 0;
  return [{ kind: data.kind, accessToken, accessTokenEndsAt: Number.isFinite(endsAt) ? endsAt : 0 }];
}
