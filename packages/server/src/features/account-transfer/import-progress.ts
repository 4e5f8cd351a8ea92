import { createHash } from 'node:crypto';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import { type Counts, noCounts } from './counts.ts';
import type { ImportPlan } from './import-plan.ts';
import type { Survey } from './read-file.ts';
import { emptyRefusedFile } from './refused-rows.ts';
import { createImport, deleteImport, findImport, type ImportRow } from './store.ts';
import { withPatience } from './with-patience.ts';

/** Another run of the same import is under way, or has just gone further than this one knew. */
export class ImportMoved extends Error {
  constructor() {
    super('another run of this import has gone further');
    this.name = 'ImportMoved';
  }
}

export const countsOf = ({ counts }: ImportRow): Counts => JSON.parse(counts) as Counts;

/** The same file under the same rules is the same import, wherever it lies and however it is called. */
export const identifyImport = ({ digest }: Survey, { form, rules }: ImportPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([digest, form, [...form.columnNames], rules]))
    .digest('base64url');

/** Where an earlier run was broken off, or the beginning. */
export async function beginImport(
  database: Database,
  { startsAnew, refusedFile }: ImportPlan,
  id: string,
): Promise<ImportRow> {
  const known = await findImport(database.read, id);
  if (known !== undefined && !startsAnew) return known;
  if (known !== undefined && !(await deleteImport(database.write, id, known.rows_read))) throw new ImportMoved();
  const first = { id, rows_read: 0, refused_bytes: 0, refused_tail: '', counts: JSON.stringify(noCounts()) };
  if (!(await createImport(database.write, first))) throw new ImportMoved();
  await emptyRefusedFile(refusedFile);
  return first;
}

export async function endImport(database: Database, progress: ImportRow): Promise<void> {
  const { broughtIn, refused } = countsOf(progress);
  await withPatience(() =>
    database.transaction(async (transaction) => {
      await recordAuditEvent(transaction, {
        type: 'accounts_imported',
        accountId: null,
        facts: null,
        details: { by: 'command_line', accounts: broughtIn, refused },
      });
      if (!(await deleteImport(transaction, progress.id, progress.rows_read))) throw new ImportMoved();
    }),
  );
}
