import type { Counters, Limit } from '#platform/counters/counters.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';

/**
 * Tokens cannot be guessed and a code has five tries, so this bounds load, and how many accounts' codes one network can
 * try: 4,000 guesses an hour hit one of 10⁸ codes in 25,000 hours.
 */
const failures: Limit = { name: 'one_time_failures', points: 1000, windowSeconds: 15 * 60 };

/**
 * Counts a failure before the proof is looked at; call `giveBack` after a good one.
 *
 * @throws Problem 429
 */
export const takeProofTry = (
  context: { counters: Counters },
  facts: RequestFacts,
): Promise<{ giveBack(): Promise<void> }> =>
  takeOwnPoint(context, facts, {
    limit: failures,
    key: facts.network,
    detail: 'Too many links and codes from this network did not work. Wait, then use the newest one.',
  });
