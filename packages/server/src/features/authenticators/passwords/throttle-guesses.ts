import type { Counters, Limit } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';

export type GuessContext = { counters: Counters; config: { limits: { signInFailuresPer15Minutes: number } } };

const windowSeconds = 15 * 60;
/** A single account and a single network may fail this many times as often as one account from one network. */
const wider = 10;

/**
 * Takes one guess from three counters before any password is hashed: parallel guesses cannot slip past a limit that is
 * only counted afterwards. A success gives the guess back.
 *
 * @param accountKey the account's id, or the canonical sign-in name where there is no such account: e-mail address and
 *   username of one account share their count
 * @param network the caller's network (IPv6: its /64)
 * @returns what to call after a success
 * @throws Problem 429
 */
export async function takePasswordGuess(
  { counters, config }: GuessContext,
  accountKey: string,
  network: string,
): Promise<{ giveBack(): Promise<void> }> {
  const points = config.limits.signInFailuresPer15Minutes;
  const guesses: readonly (readonly [Limit, string])[] = [
    [{ name: 'sign_in_pair', points, windowSeconds }, `${accountKey} ${network}`],
    [{ name: 'sign_in_account', points: points * wider, windowSeconds }, accountKey],
    [{ name: 'sign_in_network', points: points * wider, windowSeconds }, network],
  ];
  const taken: (readonly [Limit, string])[] = [];
  const giveBack = async (): Promise<void> => {
    for (const [limit, key] of taken) await counters.giveBack(limit, key);
  };
  for (const [limit, key] of guesses) {
    const verdict = await counters.consume(limit, key);
    if (!verdict.isAllowed) {
      // What was refused was no guess: it must not use up the wider counts.
      await giveBack();
      throw new Problem('too_many_requests', {
        detail: 'Too many attempts to sign in. Wait, or reset the password.',
        retryAfterSeconds: verdict.retryAfterSeconds,
      });
    }
    taken.push([limit, key]);
  }
  return { giveBack };
}
