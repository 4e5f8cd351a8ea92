import type { Log } from '#platform/log.ts';
import type { Announcements, Topic } from './announcements.ts';

type Polled = {
  announcements: Announcements;
  /** What says that there is something to look at. */
  topics: readonly Topic[];
  everyMilliseconds: number;
  /** After a look, before the next: a crowd of announcements is worth one look and not as many. */
  restMilliseconds: number;
  look: () => Promise<void>;
  log: Log;
  /** What to say in the log where it could not. */
  complaint: string;
};

/**
 * Looks into the database regularly, and at once when something is announced. One look at a time: what is announced while
 * one is under way, which may have looked too early, is followed by another.
 */
export function pollDatabase({
  announcements,
  topics,
  everyMilliseconds,
  restMilliseconds,
  look,
  log,
  complaint,
}: Polled): {
  stop(): void;
} {
  let isLooking = false;
  let isDue = false;
  let isStopped = false;
  const lookSoon = (): void => {
    isDue = isLooking;
    if (isLooking || isStopped) return;
    isLooking = true;
    look()
      .catch((error: unknown) => {
        // A look that the stop has overtaken finds the database closed.
        if (!isStopped) log.warn({ err: error }, complaint);
      })
      .finally(() => {
        setTimeout(() => {
          isLooking = false;
          if (isDue) lookSoon();
        }, restMilliseconds).unref();
      });
  };
  const timer = setInterval(lookSoon, everyMilliseconds);
  timer.unref();
  const unsubscribers = topics.map((topic) => announcements.subscribe(topic, lookSoon));
  return {
    stop: () => {
      isStopped = true;
      clearInterval(timer);
      for (const unsubscribe of unsubscribers) unsubscribe();
    },
  };
}
