import { deleteUnverifiedAccounts } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';

const unverifiedSeconds = 7 * 24 * 3600;
/** Short enough for PostgreSQL's statement timeout and for SQLite's single writer. */
const batch = 200;

/**
 * Removes accounts whose address nobody proved within seven days, so that an address cannot be held by somebody else.
 * Only where verification is required: nobody can have signed in to them. An account that once did, under another
 * setting, and an administrator stay.
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
  if (config.emailVerification !== 'required') return 0;
  let removed = 0;
  for (;;) {
    const some = await database.transaction(async (transaction) => {
      const ids = await deleteUnverifiedAccounts(transaction, { olderThanSeconds: unverifiedSeconds, limit: batch });
      for (const accountId of ids)
        await recordAuditEvent(transaction, { type: 'unverified_account_removed', accountId, facts: null });
      return ids.length;
    });
    removed += some;
    if (some < batch) return removed;
  }
}
