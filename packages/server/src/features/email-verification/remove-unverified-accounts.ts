import { deleteUnverifiedAccounts } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { inBatches } from '#platform/database/in-batches.ts';

const day = 24 * 3600;
/** Where verification is optional nobody is waited for, but what strangers make has an end all the same (O6). */
const unverifiedSeconds = { required: 7 * day, optional: 30 * day } as const;
const batch = 100;

/**
 * Removes accounts whose address nobody proved within seven days, so that an address cannot be held by somebody else;
 * within thirty where verification is optional. An account that somebody once signed in to, and an administrator, stay.
 *
 * @returns how many were removed
 */
export async function removeUnverifiedAccounts({
  database,
  config,
}: {
  database: Database;
  config: { emailVerification: 'required' | 'optional' };
}): Promise<number> {
  const olderThanSeconds = unverifiedSeconds[config.emailVerification];
  return inBatches(batch, (limit) =>
    database.transaction(async (transaction) => {
      const ids = await deleteUnverifiedAccounts(transaction, { olderThanSeconds, limit });
      for (const accountId of ids)
        await recordAuditEvent(transaction, { type: 'unverified_account_removed', accountId, facts: null });
      return ids.length;
    }),
  );
}
