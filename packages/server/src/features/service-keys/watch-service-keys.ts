import type { Database } from '#platform/database/database.ts';
import { pollDatabase } from '#platform/database/poll.ts';
import type { Log } from '#platform/log.ts';
import { listLiveServiceKeyIds } from './store.ts';

/** Tells those who go on working for a key, such as a stream, when it ends. */
export type ServiceKeyWatch = {
  /** @returns what ends the watch */
  watch(keyId: string, onEnded: () => void): () => void;
  stop(): void;
};

const lookMilliseconds = 1000;

/**
 * Looks at once when it is heard that a key was revoked, and every second while somebody watches: what was not heard, and a
 * key that expires by itself, is noticed by that. Where the database cannot be read nothing is known, and nothing ends.
 */
export function watchServiceKeys({ database, log }: { database: Database; log: Log }): ServiceKeyWatch {
  const watched = new Map<string, Set<() => void>>();

  const look = async (): Promise<void> => {
    if (watched.size === 0) return;
    const live = await listLiveServiceKeyIds(database.read);
    for (const [keyId, listeners] of watched) if (!live.has(keyId)) for (const onEnded of listeners) onEnded();
  };
  const polling = pollDatabase({
    announcements: database.announcements,
    topics: ['service_keys'],
    everyMilliseconds: lookMilliseconds,
    restMilliseconds: 0,
    look,
    log,
    complaint: 'service keys could not be read',
  });

  return {
    watch: (keyId, onEnded) => {
      const listeners = watched.get(keyId) ?? new Set();
      watched.set(keyId, listeners.add(onEnded));
      return () => {
        listeners.delete(onEnded);
        if (listeners.size === 0 && watched.get(keyId) === listeners) watched.delete(keyId);
      };
    },
    stop: polling.stop,
  };
}
