import { PortressUnreachable } from '@portress/sdk';
import { useEffect, useSyncExternalStore } from 'react';
import { queryClient } from './query-client.ts';

/** The network is there and the service is not; or neither. */
export type Reach = 'reached' | 'unreachable' | 'offline';

const pauseMs = 10_000;

const cache = queryClient.getQueryCache();

/** Only what is on the page and could not be renewed: a page with nothing to show tells of it by itself. */
const lost = () =>
  cache
    .findAll({ type: 'active' })
    .filter(({ state }) => state.error instanceof PortressUnreachable && state.data !== undefined);

function follow(notify: () => void): () => void {
  window.addEventListener('online', notify);
  window.addEventListener('offline', notify);
  const end = cache.subscribe(notify);
  return () => {
    window.removeEventListener('online', notify);
    window.removeEventListener('offline', notify);
    end();
  };
}

function reachNow(): Reach {
  if (!navigator.onLine) return 'offline';
  return lost().length > 0 ? 'unreachable' : 'reached';
}

/** Whether what stands on the page can be renewed; while it cannot, it is tried quietly. */
export function useReach(): Reach {
  const reach = useSyncExternalStore(follow, reachNow);
  useEffect(() => {
    if (reach !== 'unreachable') return undefined;
    const timer = setInterval(() => {
      for (const query of lost()) void queryClient.refetchQueries({ queryKey: query.queryKey, exact: true });
    }, pauseMs);
    return () => clearInterval(timer);
  }, [reach]);
  return reach;
}
