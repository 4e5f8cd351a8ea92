import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { sealEvent, sealHead } from './audit-seal.ts';
import { hasUnsealedEvents, listUnsealedEvents, lockAuditHead, moveAuditHead, sealEventRow } from './seal-store.ts';

export type SealContext = { database: Database; secrets: Secrets };

/** Short enough for the one writer of SQLite: some milliseconds. */
const batch = 100;

/**
 * Numbers and seals what the log has got since the last time. Not in the transaction that writes the event: on PostgreSQL
 * every sign-in would wait there for every other one to get the next number.
 *
 * @param most how many at most, in whole batches: an import brings a million at once
 * @returns how many events were sealed
 */
export async function sealAuditEvents(context: SealContext, most = Number.POSITIVE_INFINITY): Promise<number> {
  let sealed = 0;
  // The look costs a key of an index, the transaction a commit: an idle service makes none.
  while (sealed < most && (await hasUnsealedEvents(context.database.read))) {
    const count = await sealBatch(context);
    sealed += count;
    if (count < batch) break;
  }
  return sealed;
}

const sealBatch = ({ database, secrets }: SealContext): Promise<number> =>
  database.transaction(async (transaction) => {
    const { last: before } = await lockAuditHead(transaction);
    const events = await listUnsealedEvents(transaction, batch);
    if (events.length === 0) return 0;
    for (const [index, event] of events.entries()) {
      const sequence = before + index + 1;
      await sealEventRow(transaction, { id: event.id, sequence, ...sealEvent(secrets, event, sequence) });
    }
    const last = before + events.length;
    await moveAuditHead(transaction, { before, last, ...sealHead(secrets, last) });
    return events.length;
  });
