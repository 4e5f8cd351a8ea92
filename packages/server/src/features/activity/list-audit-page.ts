import { type AuditEventRow, type AuditFilter, pageAuditEvents } from '#features/audit-log/store.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Executor } from '#platform/database/database.ts';
import { pageNewestFirst } from '#platform/http/newest-first.ts';

type ListContext = { database: { read: Executor }; secrets: Secrets };
type Wanted = Omit<AuditFilter, 'before'> & { cursor?: string | undefined };

/**
 * A page of the log. Its cursor is good for the same reader and filter only.
 *
 * @param reader the account that asks, and for which list
 * @throws Problem 400 `invalid_cursor`
 */
export function listAuditPage(
  context: ListContext,
  reader: string,
  { cursor, limit, ...filter }: Wanted,
): Promise<{ lines: AuditEventRow[]; nextCursor: string | null }> {
  const scope = `${reader}:${JSON.stringify([filter.accountId, filter.type, filter.from, filter.to])}`;
  return pageNewestFirst(context, scope, { cursor, limit }, (page) =>
    pageAuditEvents(context.database.read, { ...filter, ...page }),
  );
}
