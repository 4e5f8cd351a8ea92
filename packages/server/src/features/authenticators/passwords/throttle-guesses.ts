import type { Counters, Limit } from '#platform/counters/counters.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { tellLimit } from '#platform/http/request-limits.ts';

export type GuessContext = { counters: Counters; config: { limits: { signInFailuresPer15Minutes: number } } };

const windowSeconds = 15 * 60;
const longestWaitSeconds = 3600;
/** A single account and a single network may fail this many times as often as one account from one network. */
const wider = 10;

export type Guess = {
  /** The account's id, or the canonical sign-in name where there is no such account: all names of an account share a count. */
  accountKey: string;
  /** A device that has signed in to this account before. */
  deviceKey: string | undefined;
  facts: RequestFacts;
};

export type TakenGuess = {
  /** The password was right: the own count begins anew, the shared ones get their point back. */
  forgive(): Promise<void>;
  /** Nothing was guessed after all: the queue was full. */
  giveBack(): Promise<void>;
};

/**
 * Takes one guess before any password is hashed: parallel guesses cannot slip past a limit that is only counted
 * afterwards (B8). Strangers are counted by account and network, by account, and by network. A device that signed in
 * before has a count of its own, so that what strangers do to an account does not keep its owner out (B10).
 *
 * @throws Problem 429
 */
export async function takePasswordGuess({ counters, config }: GuessContext, guess: Guess): Promise<TakenGuess> {
  const [own, ...shared] = countsOf(guess, config.limits.signInFailuresPer15Minutes);
  const taken: Count[] = [];
  const giveBack = async (): Promise<void> => {
    for (const { limit, key } of taken) await counters.giveBack(limit, key);
  };
  for (const { limit, key } of [own, ...shared]) {
    const verdict = await counters.consume(limit, key);
    if (!verdict.isAllowed) {
      // What was refused was no guess: it must not use up the wider counts.
      await giveBack();
      tellLimit(guess.facts, limit, verdict);
      throw new Problem('too_many_requests', {
        detail: 'Too many attempts to sign in. Wait, or reset the password.',
        retryAfterSeconds: verdict.retryAfterSeconds,
      });
    }
    taken.push({ limit, key });
  }
  return {
    giveBack,
    forgive: async () => {
      await counters.clear(own.limit, own.key);
      for (const { limit, key } of shared) await counters.giveBack(limit, key);
    },
  };
}

type Count = { limit: Limit; key: string };

function countsOf({ accountKey, deviceKey, facts: { network } }: Guess, points: number): [Count, ...Count[]] {
  const narrow = { points, windowSeconds, longestWaitSeconds };
  if (deviceKey !== undefined)
    return [{ limit: { ...narrow, name: 'sign_in_device' }, key: `${accountKey} ${deviceKey}` }];
  const wide = { points: points * wider, windowSeconds };
  return [
    { limit: { ...narrow, name: 'sign_in_pair' }, key: `${accountKey} ${network}` },
    { limit: { ...wide, name: 'sign_in_account' }, key: accountKey },
    { limit: { ...wide, name: 'sign_in_network' }, key: network },
  ];
}
