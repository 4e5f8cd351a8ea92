import { setTimeout as wait } from 'node:timers/promises';
import { statement } from '#platform/database/statement.ts';
import { extentOf } from '#proof/extent.ts';
import { type Records, readRecords } from '#proof/history/records.ts';
import type { Installation } from '#proof/installation/installation.ts';

/** A process that was killed holds a mail for a minute more; a busy machine sends it a while later. */
const longestQuiet = 90_000;
/** By then whoever lives has sent all that it held. */
const lapseMilliseconds = extentOf({ short: 4000, long: Number.POSITIVE_INFINITY });

const lapseClaims = statement<Record<never, never>>(
  'proof.lapse_claims',
  'UPDATE outbox SET claimed_until = now_ms() WHERE claimed_until IS NOT NULL',
);

/**
 * Waits until every mail has gone and every audit event has its seal, or for as long as they may take. A short run lets the claims of
 * processes that were killed lapse at once; a long one waits for them.
 */
export async function readQuietRecords(installation: Installation): Promise<Records> {
  const startedAt = performance.now();
  let hasLapsed = false;
  for (;;) {
    const records = await readRecords(installation);
    const waited = performance.now() - startedAt;
    if ((records.unsealed === 0 && records.waitingMails === 0) || waited > longestQuiet) return records;
    if (!hasLapsed && waited > lapseMilliseconds) {
      hasLapsed = true;
      await installation.database.write.change(lapseClaims, {});
    }
    await wait(100);
  }
}
