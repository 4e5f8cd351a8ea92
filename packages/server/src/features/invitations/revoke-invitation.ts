import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { deleteOpenInvitation } from './store.ts';

/**
 * Takes an invitation back: its links are dead.
 *
 * @param by the administrator and where they are; null for the command line
 * @throws Problem 404 for an unknown one, and for one that was accepted: there is nothing left to take back
 */
export async function revokeInvitation(
  { database }: { database: Database },
  id: string,
  by: { accountId: string; facts: RequestFacts } | null,
): Promise<void> {
  await database.transaction(async (transaction) => {
    if ((await deleteOpenInvitation(transaction, id)) === undefined) throw new Problem('not_found');
    await recordAuditEvent(transaction, {
      type: 'invitation_revoked',
      accountId: null,
      actorId: by?.accountId ?? null,
      facts: by?.facts ?? null,
      details: { invitation_id: id, ...(by === null && { by: 'command_line' }) },
    });
  });
}
