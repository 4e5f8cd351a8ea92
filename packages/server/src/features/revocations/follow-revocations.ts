import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { createRevocationSet, type RevocableToken } from './revocation-set.ts';
import { deleteExpiredRevocations, listRevocationsAfter, type Revocation, type RevocationKind } from './store.ts';

export type Revocations = {
  revokedBy(token: RevocableToken): RevocationKind | undefined;
  /** Makes an end felt on this node at once: call it after the commit and before the answer. */
  publish(revocations: readonly Revocation[]): void;
  /** Whether this node knows what was revoked up to two seconds ago. Nobody is admitted before it does. */
  isFresh(): boolean;
  /** @throws Problem 503 when this node cannot know what was revoked lately */
  refresh(): Promise<void>;
  readonly size: number;
  stop(): void;
};

const pollMilliseconds = 1000;
/** A node that has not completed a poll for this long answers nobody: it can no longer know who was signed out. */
const stalestMilliseconds = 2000;
const dropEveryPolls = 60;

/**
 * Keeps the set of live revocations in memory. The database is the only truth: it is read once at the start and every
 * second after, so that what another process ended (a command, another node) is felt here too.
 */
export async function followRevocations(context: { database: Database; clock: Clock; log: Log }): Promise<Revocations> {
  const { database, clock, log } = context;
  const set = createRevocationSet(clock);
  let polledAt = performance.now();
  let polls = 0;
  // Only polls move it: what this node published itself may be ahead of something that another process ended.
  let polledSequence = 0;
  let polling: Promise<void> | undefined;

  const poll = async (): Promise<void> => {
    const startedAt = performance.now();
    for (const revocation of await listRevocationsAfter(database.read, polledSequence)) {
      set.apply(revocation);
      polledSequence = revocation.sequence;
    }
    polledAt = startedAt;
    polls += 1;
    if (polls % dropEveryPolls === 0) {
      set.dropExpired();
      await deleteExpiredRevocations(database.write);
    }
  };
  /** One poll at a time: whoever asks meanwhile waits for the one under way. */
  const pollOnce = (): Promise<void> => {
    polling ??= poll().finally(() => {
      polling = undefined;
    });
    return polling;
  };

  await poll();
  const timer = setInterval(() => {
    pollOnce().catch((error: unknown) => log.warn({ err: error }, 'revocations could not be read'));
  }, pollMilliseconds);
  timer.unref();

  return {
    revokedBy: set.revokedBy,
    publish: (revocations) => {
      for (const revocation of revocations) set.apply(revocation);
    },
    isFresh: () => performance.now() - polledAt < stalestMilliseconds,
    refresh: async () => {
      try {
        await pollOnce();
      } catch (error) {
        throw new Problem('unavailable', { retryAfterSeconds: 1, cause: error });
      }
    },
    get size() {
      return set.size;
    },
    stop: () => clearInterval(timer),
  };
}
