import type { Counters, Limit } from '#platform/counters/counters.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';

export type LimitContext = {
  counters: Counters;
  config: { contacts: { createPerMinute: number; readPerMinute: number } };
};
type Caller = { accountId: string };

/** A person in front of the pages does not come near it. */
const changesPerMinute = 120;

const perMinute = (name: string, points: number): Limit => ({ name, points, windowSeconds: 60 });

/** Of the account, whichever contact it is about: walking through ids wins nothing. @throws Problem 429 */
export const takeCreation = (context: LimitContext, facts: RequestFacts, { accountId }: Caller) =>
  takeOwnPoint(context, facts, {
    limit: perMinute('contacts_create', context.config.contacts.createPerMinute),
    key: accountId,
    detail: 'Too many contacts were made within a minute. To bring many at once, import a file.',
  });

/** @throws Problem 429 */
export const takeReading = (context: LimitContext, facts: RequestFacts, { accountId }: Caller) =>
  takeOwnPoint(context, facts, {
    limit: perMinute('contacts_read', context.config.contacts.readPerMinute),
    key: accountId,
    detail: 'Contacts were read too often within a minute.',
  });

/** @throws Problem 429 */
export const takeChange = (context: LimitContext, facts: RequestFacts, { accountId }: Caller) =>
  takeOwnPoint(context, facts, {
    limit: perMinute('contacts_change', changesPerMinute),
    key: accountId,
    detail: 'Contacts were changed or deleted too often within a minute.',
  });
