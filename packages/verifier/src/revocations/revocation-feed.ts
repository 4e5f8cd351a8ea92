import { type Clock, elapsedSince, type Instant } from '../clocks.ts';
import type { RevocationEvent } from './parse-events.ts';
import { StreamDistrusted } from './read-events.ts';
import type { RevocationSet } from './revocation-set.ts';

/** What is known of revocations, from one connection to the next. Speaks with no network. */
export interface RevocationFeed {
  /**
   * A connection is asked for.
   * @returns the sequence to resume from; undefined where only a snapshot will do
   */
  connect(): number | undefined;
  /**
   * @param event in the order in which the stream tells them
   * @param sentAfter an instant before which it cannot have been sent: knowledge is as old as that
   * @throws {StreamDistrusted} when it does not follow from what came before; the next connection starts from a snapshot
   */
  receive(event: RevocationEvent, sentAfter: Instant): void;
  /** The connection was broken off for what it said: the next one starts from a snapshot. */
  distrust(): void;
  /** Up to where the revocations are known; undefined without a snapshot. */
  readonly sequence: number | undefined;
  /** For how long the server has not said that it is up to date, in milliseconds; infinite before the first snapshot. */
  staleMilliseconds(): number;
}

/**
 * After a longer absence the service may have been restored from a backup and have counted on from there: the same numbers
 * would mean something else.
 */
const RESUMABLE_MS = 10_000;

/** @param onKeyRevoked told of each signing key that was not known to be revoked */
export function createRevocationFeed(clock: Clock, set: RevocationSet, onKeyRevoked: () => void): RevocationFeed {
  let sequence: number | undefined;
  let freshAt: Instant | undefined;
  let isCatchingUp = false;

  const staleMilliseconds = () => (freshAt ? elapsedSince(clock, freshAt) : Number.POSITIVE_INFINITY);
  const distrust = (why: string): never => {
    throw new StreamDistrusted(why);
  };
  /** What has expired meanwhile is left out until we have caught up, which the first heartbeat says. */
  const follows = (told: number): boolean => (isCatchingUp ? told > (sequence ?? 0) : told === (sequence ?? 0) + 1);
  /** A larger one has revoked something that was never told, a smaller one knows less than we do already. */
  const acceptHeartbeat = (told: number): void => {
    if (told !== sequence && !(isCatchingUp && follows(told))) distrust('something of the sequence is missing');
    sequence = told;
    isCatchingUp = false;
  };
  const accept = (event: RevocationEvent): void => {
    if (event.kind === 'none') return;
    if (event.kind !== 'snapshot' && sequence === undefined) distrust('the stream does not start with a snapshot');
    if (event.kind === 'revocation' && !follows(event.sequence)) distrust('the sequence goes back, or leaves one out');
    if (event.kind === 'heartbeat') {
      acceptHeartbeat(event.sequence);
      return;
    }
    for (const revocation of event.revocations) {
      const isNew = set.apply(revocation);
      if (isNew && revocation.kind === 'key') onKeyRevoked();
    }
    sequence = event.sequence;
  };

  return {
    connect() {
      if (staleMilliseconds() > RESUMABLE_MS) sequence = undefined;
      isCatchingUp = true;
      return sequence;
    },
    receive(event, sentAfter) {
      accept(event);
      // A revocation says nothing of others that may be on their way behind it.
      if (event.kind === 'snapshot' || event.kind === 'heartbeat') freshAt = sentAfter;
    },
    distrust: () => {
      sequence = undefined;
    },
    get sequence() {
      return sequence;
    },
    staleMilliseconds,
  };
}
