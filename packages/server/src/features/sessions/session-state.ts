import type { Session } from './store.ts';

type SessionNow = Session & { now: number };

/** When the session times out by itself if nothing is done: the nearer of idle and absolute. Milliseconds. */
export const timesOutAt = (session: Session, idleSeconds: number): number =>
  Math.min(session.absolute_at, session.window_at + idleSeconds * 1000);

/** Neither ended nor timed out. */
export const isLive = (session: SessionNow, idleSeconds: number): boolean =>
  session.ended_at === null && timesOutAt(session, idleSeconds) > session.now;

/**
 * Whether a refresh token of this generation would be answered with tokens, as the WHERE of the rotation says it: the
 * current one, or its parent as long as the child has not proved itself longer ago than a grace.
 */
export const isHonoured = (session: SessionNow, generation: number, graceSeconds: number): boolean =>
  generation === session.generation ||
  (generation + 1 === session.generation &&
    (session.proved_at === null || session.proved_at + graceSeconds * 1000 >= session.now));
