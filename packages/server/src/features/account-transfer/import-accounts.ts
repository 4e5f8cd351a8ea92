import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Clock } from '#platform/clock.ts';
import { type Database, DatabaseUnavailable } from '#platform/database/database.ts';
import { bringBatch } from './bring-batch.ts';
import { type Counts, noCounts } from './counts.ts';
import type { FileRow } from './file-row.ts';
import { inBatches } from './in-batches.ts';
import { goodRowsOf, judgeRow, tally } from './judge-rows.ts';
import { createRowParser, type RowParser, type RowRules } from './parse-row.ts';
import { type FileForm, readRows, type Survey } from './read-file.ts';
import { openRefusedFile, type RefusedFile } from './refused-rows.ts';
import { advanceImport, createImport, deleteImport, findImport, type ImportRow } from './store.ts';

export type ImportContext = { database: Database; clock: Clock };

export type ImportPlan = {
  file: string;
  form: FileForm;
  rules: RowRules;
  /** Where refused rows are written down. */
  refusedFile: string;
  /** Forgets how far an earlier run came. */
  startsAnew: boolean;
};

/** @param rowsRead of all rows of the file */
export type OnProgress = (rowsRead: number, counts: Counts) => void;

export type ImportReport = {
  counts: Counts;
  /** How many rows an earlier run had read; 0 where this one began. */
  resumedAt: number;
};

/** Another run of the same import is under way, or has just gone further than this one knew. */
export class ImportMoved extends Error {
  constructor() {
    super('another run of this import has gone further');
    this.name = 'ImportMoved';
  }
}

/** Of a batch's own time: as long as it wrote, it leaves the writer to others, who wait in naps of up to 100 ms. */
const pauseShare = 1;
/** A database that is away or locked is asked again for half a minute. */
const mostTries = 30;
const retryMilliseconds = 1000;

/**
 * Brings the accounts of a file in, batch by batch. How far it came stands in the transaction of each batch, so that a run
 * that was killed at any moment is continued by the next one, and both together are what one would have been. Nobody gets a
 * mail from it.
 *
 * @param survey what is known of the file; nothing of it may have changed since
 * @throws ImportMoved, and ENOENT where the refused rows of an earlier part are gone
 */
export async function importAccounts(
  context: ImportContext,
  plan: ImportPlan,
  survey: Survey,
  onProgress: OnProgress,
): Promise<ImportReport> {
  const { database } = context;
  let progress = await beginImport(database, plan, identify(survey, plan));
  const resumedAt = progress.rows_read;
  const parseRow = createRowParser(plan.rules, context.clock.now());
  const refused = await openRefusedFile(plan.refusedFile, progress.refused_bytes);
  await refused.append(progress.refused_tail);
  onProgress(resumedAt, countsOf(progress));
  for await (const rows of inBatches(readRows(plan.file, plan.form), resumedAt)) {
    const startedAt = performance.now();
    progress = await bringRows(context, { rows, parseRow, progress, refused });
    await refused.append(progress.refused_tail);
    onProgress(progress.rows_read, countsOf(progress));
    await sleep((performance.now() - startedAt) * pauseShare);
  }
  await refused.close();
  await endImport(database, progress);
  return { counts: countsOf(progress), resumedAt };
}

const countsOf = ({ counts }: ImportRow): Counts => JSON.parse(counts) as Counts;

/** The same file under the same rules is the same import, wherever it lies and however it is called. */
const identify = ({ digest }: Survey, { form, rules }: ImportPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([digest, form, [...form.columnNames], rules]))
    .digest('base64url');

async function beginImport(database: Database, { startsAnew }: ImportPlan, id: string): Promise<ImportRow> {
  const known = await findImport(database.read, id);
  if (known !== undefined && !startsAnew) return known;
  if (known !== undefined && !(await deleteImport(database.write, id, known.rows_read))) throw new ImportMoved();
  const first = { id, rows_read: 0, refused_bytes: 0, refused_tail: '', counts: JSON.stringify(noCounts()) };
  if (!(await createImport(database.write, first))) throw new ImportMoved();
  return first;
}

type Step = { rows: readonly FileRow[]; parseRow: RowParser; progress: ImportRow; refused: RefusedFile };

async function bringRows({ database }: ImportContext, { rows, parseRow, progress, refused }: Step): Promise<ImportRow> {
  const judged = rows.map((row) => judgeRow(row, parseRow));
  const good = goodRowsOf(judged);
  return withPatience(() =>
    database.transaction(async (transaction) => {
      const counts = countsOf(progress);
      const lines = tally(counts, judged, await bringBatch(transaction, good));
      const next = {
        id: progress.id,
        rows_read: progress.rows_read + rows.length,
        refused_bytes: refused.bytes,
        refused_tail: lines,
        counts: JSON.stringify(counts),
      };
      if (!(await advanceImport(transaction, next, progress.rows_read))) throw new ImportMoved();
      return next;
    }),
  );
}

async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || tries >= mostTries) throw error;
      await sleep(retryMilliseconds);
    }
}

async function endImport(database: Database, progress: ImportRow): Promise<void> {
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
