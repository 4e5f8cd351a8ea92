import { type Clock, elapsedSince, type Instant } from './clocks.ts';
import type { RevocationEvent } from './parse-events.ts';
import { StreamDistrusted } from './read-events.ts';
import type { RevocationSet } from './revocation-set.ts';

/** What is known of revocations, from one connection to the next. Speaks with no network. */
export interface RevocationFeed {
  /** A connection begins. */
  connect(): void;
  /**
   * @param event in the order in which the stream tells them
   * @param sentAfter an instant before which it cannot have been sent: knowledge is as old as that
   * @throws {StreamDistrusted} when it does not follow from what came before; the next connection starts from a snapshot
   */
  receive(event: RevocationEvent, sentAfter: Instant): void;
  /** The connection was broken off for what it said: the next one starts from a snapshot. */
  distrust(): void;
  /** The sequence to resume from; undefined where only a snapshot will do. */
  readonly resumeFrom: number | undefined;
  /** For how long the server has not said that it is up to date, in milliseconds; infinite before the first snapshot. */
  staleMilliseconds(): number;
}

/** @param onKeyRevoked told of each signing key that was not known to be revoked */
export function createRevocationFeed(clock: Clock, set: RevocationSet, onKeyRevoked: () => void): RevocationFeed {
  let sequence: number | undefined;
  let freshAt: Instant | undefined;
  let isCatchingUp = false;

  const distrust = (why: string): never => {
    throw new StreamDistrusted(why);
  };
  /** A larger one has revoked something that was never told, a smaller one knows less than we do already. */
  const acceptHeartbeat = (told: number): void => {
    // What has expired meanwhile is skipped when we resume.
    const isSkipped = isCatchingUp && told > (sequence ?? 0);
    if (told !== sequence && !isSkipped) distrust('something of the sequence is missing');
    sequence = told;
    isCatchingUp = false;
  };
  const accept = (event: RevocationEvent): void => {
    if (event.kind === 'none') return;
    if (event.kind !== 'snapshot' && sequence === undefined) distrust('the stream does not start with a snapshot');
    if (event.kind === 'revocation' && event.sequence <= (sequence ?? 0)) distrust('the sequence does not increase');
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
      isCatchingUp = sequence !== undefined;
    },
    receive(event, sentAfter) {
      accept(event);
      if (event.kind !== 'none') freshAt = sentAfter;
    },
    distrust: () => {
      sequence = undefined;
    },
    get resumeFrom() {
      return sequence;
    },
    staleMilliseconds: () => (freshAt ? elapsedSince(clock, freshAt) : Number.POSITIVE_INFINITY),
  };
}
