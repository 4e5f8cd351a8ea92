import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import { hashServiceKey, mintServiceKey, type ServiceScope } from './service-key.ts';
import { createServiceKeyRow, type ServiceKey } from './store.ts';

/**
 * Makes a key for another service. It is told this once: only its digest is kept.
 *
 * @param key `perMinute` null for as many calls as they like, `lifetimeSeconds` null for a key that does not expire
 */
export async function createServiceKey(
  { database }: { database: Database },
  key: { name: string; scopes: readonly ServiceScope[]; perMinute: number | null; lifetimeSeconds: number | null },
): Promise<{ key: string; row: ServiceKey }> {
  const token = mintServiceKey();
  const keyHash = hashServiceKey(token);
  if (keyHash === undefined) throw new Error('a service key of our own making is none');
  const row = await database.transaction(async (transaction) => {
    const created = await createServiceKeyRow(transaction, {
      id: randomId(),
      name: key.name,
      key_hash: keyHash,
      scopes: key.scopes.join(' '),
      per_minute: key.perMinute,
      lifetimeSeconds: key.lifetimeSeconds,
    });
    await recordAuditEvent(transaction, {
      type: 'service_key_created',
      accountId: null,
      facts: null,
      details: { service_key_id: created.id, name: created.name, scopes: created.scopes, by: 'command_line' },
    });
    return created;
  });
  return { key: token, row };
}
