/** Where the time comes from. Tests hand in a clock that they can wind; nothing in the service asks `Date` itself. */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
};

export const systemClock: Clock = { now: () => Date.now() };

/** An instant in milliseconds as it stands on the wire: RFC 3339, UTC. */
export const toWireInstant = (milliseconds: number): string => new Date(milliseconds).toISOString();
