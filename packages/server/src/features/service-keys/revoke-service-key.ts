import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { revokeServiceKeyRow } from './store.ts';

/**
 * Ends a key: the next call by it is refused on every node, and the streams it opened end.
 *
 * @throws Problem 404 for an unknown one, and for one that was revoked before
 */
export async function revokeServiceKey({ database }: { database: Database }, id: string): Promise<{ name: string }> {
  return database.transaction(async (transaction) => {
    const key = await revokeServiceKeyRow(transaction, id);
    if (key === undefined)
      throw new Problem('not_found', { detail: 'There is no such service key, or it was revoked before.' });
    await recordAuditEvent(transaction, {
      type: 'service_key_revoked',
      accountId: null,
      facts: null,
      details: { service_key_id: id, name: key.name, by: 'command_line' },
    });
    return key;
  });
}
