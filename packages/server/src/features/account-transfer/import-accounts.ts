import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Clock } from '#platform/clock.ts';
import { createIdFamily } from '#platform/crypto/random.ts';
import { type Database, DatabaseUnavailable } from '#platform/database/database.ts';
import { bringBatch } from './bring-batch.ts';
import { type Counts, noCounts } from './counts.ts';
import { inBatches } from './in-batches.ts';
import { goodRowsOf, type JudgedRow, judgeRow, tally } from './judge-rows.ts';
import { createRowParser, type RowRules } from './parse-row.ts';
import { type FileForm, readRows, type Survey } from './read-file.ts';
import { emptyRefusedFile, openRefusedFile, type RefusedFile } from './refused-rows.ts';
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

/**
 * SQLite has one writer, and whoever else wants it looks for it in naps of 1 to 100 ms: after a batch it is left free for as
 * long as the batch took, but not longer than this.
 */
const longestPauseMilliseconds = 25;
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
  const begun = await beginImport(context.database, plan, identify(survey, plan));
  const refused = await openRefusedFile(plan.refusedFile, begun.refused_bytes);
  try {
    await refused.append(begun.refused_tail);
    onProgress(begun.rows_read, countsOf(begun));
    const last = await bringAll(context, plan, { progress: begun, refused, onProgress });
    await refused.finish();
    await endImport(context.database, last);
    return { counts: countsOf(last), resumedAt: begun.rows_read };
  } finally {
    await refused.close();
  }
}

const countsOf = ({ counts }: ImportRow): Counts => JSON.parse(counts) as Counts;

/** The same file under the same rules is the same import, wherever it lies and however it is called. */
const identify = ({ digest }: Survey, { form, rules }: ImportPlan): string =>
  createHash('sha256')
    .update(JSON.stringify([digest, form, [...form.columnNames], rules]))
    .digest('base64url');

async function beginImport(
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

type Way = { progress: ImportRow; refused: RefusedFile; onProgress: OnProgress };

async function bringAll(
  { database, clock }: ImportContext,
  { file, form, rules }: ImportPlan,
  { progress: begun, refused, onProgress }: Way,
): Promise<ImportRow> {
  const parseRow = createRowParser(rules, clock.now());
  let progress = begun;
  for await (const rows of inBatches(readRows(file, form), begun.rows_read)) {
    const startedAt = performance.now();
    const makeId = createIdFamily();
    const judged = rows.map((row) => judgeRow(row, parseRow, makeId));
    progress = await bringRows(database, { judged, progress, refused });
    // Before the next batch, which no longer says what these lines were.
    await refused.append(progress.refused_tail);
    onProgress(progress.rows_read, countsOf(progress));
    if (database.dialect === 'sqlite') await sleep(Math.min(performance.now() - startedAt, longestPauseMilliseconds));
  }
  return progress;
}

type Step = { judged: readonly JudgedRow[]; progress: ImportRow; refused: RefusedFile };

function bringRows(database: Database, { judged, progress, refused }: Step): Promise<ImportRow> {
  const good = goodRowsOf(judged);
  return withPatience(() =>
    database.transaction(async (transaction) => {
      const counts = countsOf(progress);
      const lines = tally(counts, judged, await bringBatch(transaction, good));
      const next = {
        id: progress.id,
        rows_read: progress.rows_read + judged.length,
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
