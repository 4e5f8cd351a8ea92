import { type Account, listAccountsById } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { listPasswordHashes } from '#features/authenticators/passwords/store.ts';
import { toWireInstant } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { type Cells, type Column, exportColumns } from './columns.ts';
import { type Format, formatHeader, formatRows } from './format-rows.ts';

export type ExportPlan = { format: Format; withHashes: boolean };

const pageSize = 500;

/**
 * Writes every account, by its id. Each page is read by itself: who is made, changed or removed meanwhile may be told as
 * before or as after, but nobody is told twice, and nobody who was there all the time is left out.
 *
 * @param write resolves when more may follow
 * @returns how many there were
 */
export async function exportAccounts(
  { database }: { database: Database },
  { format, withHashes }: ExportPlan,
  write: (text: string) => Promise<void>,
  onProgress: (accounts: number) => void,
): Promise<number> {
  // First, so that an export that is broken off is known as well.
  await recordExport(database, withHashes);
  const columns: readonly Column[] = withHashes ? [...exportColumns, 'password_hash'] : exportColumns;
  await write(formatHeader(format, columns));
  let written = 0;
  for (let after = ''; ; ) {
    const accounts = await listAccountsById(database.read, after, pageSize);
    const last = accounts.at(-1);
    if (last === undefined) return written;
    const hashes = withHashes ? await findHashes(database, after, last.id) : new Map<string, string>();
    await write(
      formatRows(
        format,
        columns,
        accounts.map((account) => toRow(account, hashes.get(account.id))),
      ),
    );
    written += accounts.length;
    onProgress(written);
    after = last.id;
  }
}

const recordExport = (database: Database, withHashes: boolean): Promise<void> =>
  database.transaction((transaction) =>
    recordAuditEvent(transaction, {
      type: 'accounts_exported',
      accountId: null,
      facts: null,
      details: { by: 'command_line', password_hashes: withHashes ? 'yes' : 'no' },
    }),
  );

async function findHashes({ read }: Database, after: string, until: string): Promise<Map<string, string>> {
  const rows = await listPasswordHashes(read, { after, until });
  return new Map(rows.map(({ account_id, hash }) => [account_id, hash]));
}

const toRow = (account: Account, hash: string | undefined): Cells => ({
  id: account.id,
  email: account.email,
  email_verified: account.email_verified_at === null ? 'false' : toWireInstant(account.email_verified_at),
  username: account.username ?? '',
  first_name: account.first_name ?? '',
  last_name: account.last_name ?? '',
  role: account.role,
  status: account.status,
  locale: account.locale ?? '',
  time_zone: account.time_zone ?? '',
  country: account.country ?? '',
  created_at: toWireInstant(account.created_at),
  password_hash: hash ?? '',
});
