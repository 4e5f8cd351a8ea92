import { type AuditEvent, recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { type Clock, toWireInstant } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { AccountExport } from './export-account.ts';

export type BeginExportContext = {
  database: Database;
  clock: Clock;
  accountExport: AccountExport;
  config: { publicUrl: string };
};

/**
 * Everything held about one person, piece by piece. It is noted who took it before any of it is read: a thief of a session
 * would take it too.
 *
 * @param takenBy the session of the person, or that it was a command
 */
export async function beginExport(
  { database, clock, accountExport, config }: BeginExportContext,
  accountId: string,
  takenBy: Pick<AuditEvent, 'sessionId' | 'facts' | 'details'>,
): Promise<{ pieces: AsyncGenerator<string>; exportedAt: string }> {
  await database.transaction((transaction) =>
    recordAuditEvent(transaction, { type: 'personal_data_exported', accountId, ...takenBy }),
  );
  const exportedAt = toWireInstant(clock.now());
  const head = { format: 'portress-account', version: 1, service: config.publicUrl, exported_at: exportedAt };
  return { pieces: accountExport(database.read, head, accountId), exportedAt };
}
