import { type Clock, systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { Log } from '#platform/log.ts';
import { createRevocationSet, type RevocableToken } from './revocation-set.ts';
import { deleteExpiredRevocations, listRevocationsAfter, type Revocation, type RevocationKind } from './store.ts';

export type Revocations = {
  revokedBy(token: RevocableToken): RevocationKind | undefined;
  /** Below this epoch nothing about the account is true any more: neither a token nor a copy of its row. */
  leastEpochOf(accountId: string): number;
  /** Makes an end felt on this node at once: call it after the commit and before the answer. */
  publish(revocations: readonly Revocation[]): void;
  /** Whether this node knows what was revoked up to two seconds ago. Nobody is admitted before it does. */
  isFresh(): boolean;
  /** How long ago the last poll that was completed began. */
  ageMilliseconds(): number;
  /** @throws Problem 503 when this node cannot know what was revoked lately */
  refresh(): Promise<void>;
  /**
   * Calls the listener after each poll with what it has found, in the order of the sequence and without gaps; with nothing
   * where nothing is new, which says that this node knows everything up to {@link sequence} right now. What this node
   * published itself comes here too, once it was read.
   *
   * @returns what ends it
   */
  follow(listener: (revocations: readonly Revocation[]) => void): () => void;
  /** Up to where the list was read: the largest sequence that {@link follow} has told. */
  readonly sequence: number;
  readonly size: number;
  stop(): void;
};

const pollMilliseconds = 1000;
/** A node that has not completed a poll for this long answers nobody: it can no longer know who was signed out. */
const stalestMilliseconds = 2000;
/** Whoever waits for a poll hears 503 after this long: a database that is met with silence would let them wait for longer. */
const longestWaitMilliseconds = 1000;
const dropEveryPolls = 60;

/**
 * Keeps the set of live revocations in memory. The database is the only truth: it is read at the start, every second after,
 * and at once when it is heard that another process (a command, another node) has ended something. What is heard is never
 * believed, it only says when to look: so nothing that carries it can make this node looser, or sign anybody out.
 */
export async function followRevocations(context: { database: Database; clock: Clock; log: Log }): Promise<Revocations> {
  const { database, clock, log } = context;
  const set = createRevocationSet(clock);
  let polledAt = readClocks();
  let polls = 0;
  // Only polls move it: what this node published itself may be ahead of something that another process ended.
  let polledSequence = 0;
  let polling: Promise<void> | undefined;
  let isPollDue = false;
  const followers = new Set<(revocations: readonly Revocation[]) => void>();

  const poll = async (): Promise<void> => {
    const startedAt = readClocks();
    const found = await listRevocationsAfter(database.read, polledSequence);
    for (const revocation of found) {
      set.apply(revocation);
      polledSequence = revocation.sequence;
    }
    polledAt = startedAt;
    for (const follower of followers) follower(found);
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
      if (isPollDue) pollSoon();
    });
    return polling;
  };
  const tryPoll = (): void => {
    pollOnce().catch((error: unknown) => log.warn({ err: error }, 'revocations could not be read'));
  };
  /** The poll under way may have looked before what is told now was committed: another one has to follow it. */
  const pollSoon = (): void => {
    isPollDue = polling !== undefined;
    if (!isPollDue) tryPoll();
  };

  /** Of the two clocks the one that says more; either may have been set, or have stood still. */
  const ageMilliseconds = (): number => {
    const now = readClocks();
    return Math.max(Math.abs(now.monotonic - polledAt.monotonic), Math.abs(now.wall - polledAt.wall));
  };
  const isFresh = (): boolean => ageMilliseconds() < stalestMilliseconds;

  await poll();
  const timer = setInterval(tryPoll, pollMilliseconds);
  timer.unref();
  const unsubscribe = database.announcements.subscribe('revocations', pollSoon);

  return {
    revokedBy: set.revokedBy,
    leastEpochOf: set.leastEpochOf,
    publish: (revocations) => {
      for (const revocation of revocations) set.apply(revocation);
    },
    isFresh,
    ageMilliseconds,
    refresh: async () => {
      try {
        await withinWait(pollOnce());
        // It may have been under way already when the process was stopped for a while (SIGSTOP, a machine that was moved):
        // what it has found is then as old as the pause was long.
        if (!isFresh()) await withinWait(pollOnce());
      } catch (error) {
        throw new Problem('unavailable', { retryAfterSeconds: 1, cause: error });
      }
      if (!isFresh()) throw new Problem('unavailable', { retryAfterSeconds: 1 });
    },
    follow: (follower) => {
      followers.add(follower);
      return () => followers.delete(follower);
    },
    get sequence() {
      return polledSequence;
    },
    get size() {
      return set.size;
    },
    stop: () => {
      clearInterval(timer);
      unsubscribe();
    },
  };
}

/** Two, because the monotonic one stands still while a machine sleeps, and the other one can be set. */
const readClocks = (): { monotonic: number; wall: number } => ({
  monotonic: performance.now(),
  wall: systemClock.now(),
});

/** @throws when it takes too long; what it waits for goes on */
async function withinWait(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database has not answered in time')), longestWaitMilliseconds);
  });
  await Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}
