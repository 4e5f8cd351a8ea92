import { clockToleranceSeconds } from '#features/access-tokens/parse-claims.ts';
import type { Rotation } from '#features/access-tokens/rotate-signing-keys.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { createRevocation } from '#features/revocations/store.ts';
import type { Transaction } from '#platform/database/database.ts';

/** What clocks, queues and a process that reads the keys late may add. */
const marginSeconds = 120;

/** By command, the only way to them. */
export const recordRotation = (transaction: Transaction, { kid, retired }: Rotation): Promise<void> =>
  recordAuditEvent(transaction, {
    type: retired.length === 0 ? 'signing_key_created' : 'signing_key_rotated',
    accountId: null,
    facts: null,
    details: { kid, by: 'command_line' },
  });

/**
 * Takes the keys that another one has replaced out of use at once, for whoever remembers a token of them.
 * Whoever has the key can date a token ahead as far as it is believed, so the revocation lives that much longer.
 * Revocations come last: whoever else revokes waits for them.
 */
export async function revokeSigningKeys(
  { config }: { config: { accessTokenSeconds: number } },
  transaction: Transaction,
  rotation: Rotation,
): Promise<void> {
  await recordRotation(transaction, rotation);
  for (const kid of rotation.retired)
    await recordAuditEvent(transaction, {
      type: 'signing_key_revoked',
      accountId: null,
      facts: null,
      details: { kid, by: 'command_line' },
    });
  for (const kid of rotation.retired)
    await createRevocation(transaction, {
      kind: 'key',
      subjectId: kid,
      lifetimeSeconds: config.accessTokenSeconds + clockToleranceSeconds + marginSeconds,
    });
}
