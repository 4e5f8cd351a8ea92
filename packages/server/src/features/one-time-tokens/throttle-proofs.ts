import type { Counters, Limit } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';

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
export async function takeProofTry(
  { counters }: { counters: Counters },
  network: string,
): Promise<{ giveBack(): Promise<void> }> {
  const verdict = await counters.consume(failures, network);
  if (!verdict.isAllowed)
    throw new Problem('too_many_requests', {
      detail: 'Too many links and codes from this network did not work. Wait, then use the newest one.',
      retryAfterSeconds: verdict.retryAfterSeconds,
    });
  return { giveBack: () => counters.giveBack(failures, network) };
}
