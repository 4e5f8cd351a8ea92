import type { AccountEvents } from '#features/account-events/follow-account-events.ts';
import { type AccountEvent, findForgottenEvent, findLastEvent, pageEvents } from '#features/account-events/store.ts';
import type { Database } from '#platform/database/database.ts';
import { toEvent } from '#platform/http/event-stream.ts';
import { toWireAccountEvent } from './contract.ts';
import type { Feed } from './send-feed.ts';

type Context = { database: Database; accountEvents: AccountEvents };

/**
 * What became of accounts. Of each account only the latest event is there, so whoever was away for a year reads as much as
 * there are accounts that changed since. Deletions are forgotten after a while: whoever read last before that begins anew.
 */
export const accountEventFeed = ({ database, accountEvents }: Context): Feed<AccountEvent> => ({
  findLast: () => findLastEvent(database.read),
  findForgotten: () => findForgottenEvent(database.read),
  page: (range) => pageEvents(database.read, range),
  toEvent: (event) => toEvent({ event: event.kind, id: event.sequence, data: toWireAccountEvent(event) }),
  snapshot: writeBeginning,
  followed: accountEvents,
});

/** Empty: whoever begins reads the list first, which is in pages and has no end for a big service. */
async function* writeBeginning(last: number): AsyncGenerator<string> {
  yield toEvent({ event: 'snapshot', id: last, data: { sequence: last, items: [] } });
}
