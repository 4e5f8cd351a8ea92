import type { Revocations } from '#features/revocations/follow-revocations.ts';
import { findLastRevocation, pageRevocations, type Revocation } from '#features/revocations/store.ts';
import type { Database } from '#platform/database/database.ts';
import { toEvent } from '#platform/http/event-stream.ts';
import { toWireRevocation } from './contract.ts';
import type { Feed } from './send-feed.ts';

type Context = { database: Database; revocations: Revocations };

/**
 * The revocations that may still concern a living token. Those that cannot are deleted, and their numbers are skipped:
 * nobody who resumes has to know them, so every number of this database can be resumed from.
 */
export const revocationFeed = (context: Context): Feed<Revocation> => ({
  findLast: () => findLastRevocation(context.database.read),
  findForgotten: async () => 0,
  page: (range) => pageRevocations(context.database.read, range),
  toEvent: toRevocationEvent,
  snapshot: (last) => snapshotEvent(context, last),
  followed: context.revocations,
});

/** Written once for all who listen. */
const events = new WeakMap<Revocation, string>();

function toRevocationEvent(revocation: Revocation): string {
  const known = events.get(revocation);
  if (known !== undefined) return known;
  const { sequence } = revocation;
  const written = toEvent({ event: 'revocation', id: sequence, data: { sequence, ...toWireRevocation(revocation) } });
  events.set(revocation, written);
  return written;
}

async function* snapshotEvent(context: Context, last: number): AsyncGenerator<string> {
  yield `event: snapshot\nid: ${last}\ndata: `;
  yield* writeSnapshot(context, last);
  yield '\n\n';
}

/**
 * Every live revocation up to a sequence, as JSON on one line, read while it is sent: there may be a hundred thousand.
 * Everything up to it is visible before it is asked for, so nothing is missing.
 */
export async function* writeSnapshot({ database }: Context, last: number): AsyncGenerator<string> {
  yield `{"sequence":${last},"items":[`;
  let separator = '';
  for await (const page of pageRevocations(database.read, { after: 0, upTo: last })) {
    yield separator + page.map((one) => JSON.stringify(toWireRevocation(one))).join(',');
    separator = ',';
  }
  yield ']}';
}
