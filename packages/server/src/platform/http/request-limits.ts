import type { Counters, Limit, Verdict } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';
import type { LimitReading, RequestFacts } from './request-facts.ts';

export type OwnLimit = {
  limit: Limit;
  key: string;
  /** What is said when it is used up. */
  detail: string;
  /**
   * Told only once it is used up: for answers that promise to be the same to the letter whatever they are about (B2, B3,
   * A8), where a number that changes from call to call would break the promise.
   */
  isQuiet?: boolean;
};

/**
 * Takes a point of a limit that is the caller's own, such as that of their network or session, and lets the answer tell
 * how it stands. A limit of somebody else, such as that of an address or an account that one only names, is never told:
 * it would say what that person has been doing.
 *
 * @returns what to call when it turns out not to count
 * @throws Problem 429 with `Retry-After`
 */
export async function takeOwnPoint(
  { counters }: { counters: Counters },
  facts: RequestFacts,
  { limit, key, detail, isQuiet = false }: OwnLimit,
): Promise<{ giveBack(): Promise<void> }> {
  const verdict = await counters.consume(limit, key);
  if (!isQuiet || !verdict.isAllowed) tellLimit(facts, limit, verdict);
  if (!verdict.isAllowed)
    throw new Problem('too_many_requests', { detail, retryAfterSeconds: verdict.retryAfterSeconds });
  return {
    giveBack: async () => {
      await counters.giveBack(limit, key);
      if (!isQuiet) tellLimit(facts, limit, await counters.look(limit, key));
    },
  };
}

/** Notes how a limit stands; the last word about each counts. */
export function tellLimit(facts: RequestFacts, limit: Limit, verdict: Verdict): void {
  if (limit.points === 0) return;
  facts.limits = [
    ...(facts.limits ?? []).filter((reading) => reading.limit.name !== limit.name),
    verdict.isAllowed
      ? { limit, remaining: verdict.remaining, resetSeconds: verdict.resetSeconds }
      : { limit, remaining: 0, resetSeconds: verdict.retryAfterSeconds },
  ];
}

/**
 * `RateLimit-Policy` and `RateLimit` as structured fields (draft-ietf-httpapi-ratelimit-headers): `q` in `w` seconds, `r`
 * of them left, all of them again in `t` seconds.
 */
export const rateLimitHeaders = (readings: readonly LimitReading[]): Record<string, string> => ({
  'ratelimit-policy': readings
    .map(({ limit }) => `"${limit.name}";q=${limit.points};w=${limit.windowSeconds}`)
    .join(', '),
  ratelimit: readings
    .map(({ limit, remaining, resetSeconds }) => `"${limit.name}";r=${remaining};t=${resetSeconds}`)
    .join(', '),
});
