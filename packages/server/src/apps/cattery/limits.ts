import type { Caller } from '#features/sessions/guard.ts';
import type { Counters, Limit } from '#platform/counters/counters.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';

/** Far more than pages of a client ask for, and less than a script that copies or fills the cattery. */
const reads: Limit = { name: 'cattery_reads', points: 240, windowSeconds: 60 };
const writes: Limit = { name: 'cattery_writes', points: 60, windowSeconds: 60 };

type From = { caller: Caller; facts: RequestFacts };

/** @throws Problem 429 */
export const takeRead = async (context: { counters: Counters }, { caller, facts }: From): Promise<void> => {
  const detail = 'This account has read the cattery too often within a minute.';
  await takeOwnPoint(context, facts, { limit: reads, key: caller.accountId, detail });
};

/** @throws Problem 429 */
export const takeWrite = async (context: { counters: Counters }, { caller, facts }: From): Promise<void> => {
  const detail = 'This account has changed the cattery too often within a minute.';
  await takeOwnPoint(context, facts, { limit: writes, key: caller.accountId, detail });
};
