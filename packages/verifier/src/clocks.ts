/** Where the time comes from; tests hand in one that they wind. Milliseconds. */
export interface Clock {
  /** Never goes back and knows no date. It stands still while a machine sleeps. */
  monotonic(): number;
  /** Since 1970. Somebody may set it while we run. */
  wall(): number;
}

export const systemClock: Clock = { monotonic: () => performance.now(), wall: () => Date.now() };

export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

export const instantOf = (clock: Clock): Instant => ({ monotonic: clock.monotonic(), wall: clock.wall() });

export const laterOf = (one: Instant, other: Instant): Instant => (one.monotonic > other.monotonic ? one : other);

/**
 * How long ago an instant was, in milliseconds, by the clock that says longer: the wall clock notices that the machine
 * has slept, the monotonic one that the wall clock was set back.
 */
export const elapsedSince = (clock: Clock, { monotonic, wall }: Instant): number =>
  Math.max(clock.monotonic() - monotonic, clock.wall() - wall);

/**
 * Two opinions of what time it is: the machine's, and the authorization server's as far as it has told (the `Date` of
 * its answers, carried on by the monotonic clock). Where they differ, the stricter one counts: a token dies by the
 * later one and a revocation by the earlier one, so that a clock which jumps can make nothing acceptable again.
 */
export interface SharedTime {
  /** @param date the `Date` header of an answer; anything that is no date is ignored */
  hear(date: string | null): void;
  /** Milliseconds since 1970, for the expiry of tokens. */
  latest(): number;
  /** Milliseconds since 1970, for dropping what is known of revocations. */
  earliest(): number;
}

export function createSharedTime(clock: Clock): SharedTime {
  let told: Instant | undefined;
  const toldNow = () => told && told.wall + clock.monotonic() - told.monotonic;
  return {
    hear(date) {
      const wall = Date.parse(date ?? '');
      // Without one, our own clock stands in for as long as it is not set back.
      told = { wall: Number.isNaN(wall) ? clock.wall() : wall, monotonic: clock.monotonic() };
    },
    latest: () => Math.max(clock.wall(), toldNow() ?? Number.NEGATIVE_INFINITY),
    earliest: () => Math.min(clock.wall(), toldNow() ?? Number.POSITIVE_INFINITY),
  };
}
