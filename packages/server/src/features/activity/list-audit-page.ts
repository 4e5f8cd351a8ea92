import { type AuditEventRow, type AuditFilter, pageAuditEvents } from '#features/audit-log/store.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Executor } from '#platform/database/database.ts';
import { openCursor, sealCursor } from '#platform/http/cursor.ts';

type ListContext = { database: { read: Executor }; secrets: Secrets };
type Wanted = Omit<AuditFilter, 'before'> & { cursor?: string | undefined };

/**
 * A page of the log, and the cursor of the next one, which is good for the same reader and filter only (I13).
 *
 * @param reader the account that asks, and for which list
 * @throws Problem 400 `invalid_cursor`
 */
export async function listAuditPage(
  { database, secrets }: ListContext,
  reader: string,
  { cursor, limit, ...filter }: Wanted,
): Promise<{ events: AuditEventRow[]; nextCursor: string | null }> {
  const scope = `${reader}:${JSON.stringify([filter.accountId, filter.type, filter.from, filter.to])}`;
  const position = cursor === undefined ? undefined : openCursor(secrets, scope, cursor);
  const before = position && { createdAt: Number(position[0]), id: String(position[1]) };
  // One more than asked for tells whether there is a next page.
  const found = await pageAuditEvents(database.read, { ...filter, before, limit: limit + 1 });
  const events = found.slice(0, limit);
  const last = events.at(-1);
  const hasMore = found.length > events.length && last !== undefined;
  return { events, nextCursor: hasMore ? sealCursor(secrets, scope, [last.created_at, last.id]) : null };
}
