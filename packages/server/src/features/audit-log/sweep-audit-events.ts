import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { inBatches } from '#platform/database/in-batches.ts';
import { sealGap } from './audit-seal.ts';
import type { AuditEventType } from './record-audit-event.ts';
import { createAuditGap, lockAuditHead, takeNeighbouringGaps } from './seal-store.ts';
import { deleteEventsOfUnverified, deleteOldAuditEvents } from './store.ts';

/** What a stranger can cause without an account: such events have an end; everything else is kept. */
const strangersEvents: readonly AuditEventType[] = [
  'sign_in_failed',
  'sign_up_attempted',
  'verification_requested',
  'password_reset_requested',
];
const keptSeconds = 90 * 24 * 3600;
const batch = 200;

/**
 * Removes what strangers have caused longer than ninety days ago, and everything about accounts that were removed,
 * never verified, longer ago than that (O6). The numbers that go are written down, so that they are not missed.
 */
export async function sweepAuditEvents(context: { database: Database; secrets: Secrets }): Promise<void> {
  for (const type of strangersEvents)
    await removeInBatches(context, (transaction) => deleteOldAuditEvents(transaction, { type, keptSeconds, batch }));
  await removeInBatches(context, (transaction) => deleteEventsOfUnverified(transaction, { keptSeconds, batch }));
}

type Removal = (transaction: Transaction) => Promise<{ sequence: number | null }[]>;

const removeInBatches = (
  { database, secrets }: { database: Database; secrets: Secrets },
  remove: Removal,
): Promise<number> =>
  inBatches(batch, () =>
    database.transaction(async (transaction) => {
      // Whoever seals at this moment holds lines that are to go.
      await lockAuditHead(transaction);
      const removed = await remove(transaction);
      for (const [first, last] of rangesOf(removed)) await noteGap(secrets, transaction, first, last);
      return removed.length;
    }),
  );

/** Grows with its neighbours into one, so that there never are more gaps than events. */
async function noteGap(secrets: Secrets, transaction: Transaction, first: number, last: number): Promise<void> {
  const neighbours = await takeNeighbouringGaps(transaction, first, last);
  const from = Math.min(first, ...neighbours.map((gap) => gap.first));
  const to = Math.max(last, ...neighbours.map((gap) => gap.last));
  await createAuditGap(transaction, { first: from, last: to, ...sealGap(secrets, from, to) });
}

function rangesOf(removed: readonly { sequence: number | null }[]): [first: number, last: number][] {
  const numbers = removed.flatMap(({ sequence }) => sequence ?? []).toSorted((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && open[1] === number - 1) open[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
