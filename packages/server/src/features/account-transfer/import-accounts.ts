import { createIdFamily } from '#platform/crypto/random.ts';
import type { Database } from '#platform/database/database.ts';
import { bringBatch } from './bring-batch.ts';
import type { Counts } from './counts.ts';
import type { ImportContext, ImportPlan, OnProgress } from './import-plan.ts';
import { beginImport, countsOf, endImport, ImportMoved, identifyImport } from './import-progress.ts';
import { inBatches } from './in-batches.ts';
import { goodRowsOf, type JudgedRow, judgeRow, tally } from './judge-rows.ts';
import { leaveRoom } from './leave-room.ts';
import { createRowParser } from './parse-row.ts';
import { readRows, type Survey } from './read-file.ts';
import { openRefusedFile, type RefusedFile } from './refused-rows.ts';
import { advanceImport, type ImportRow } from './store.ts';
import { withPatience } from './with-patience.ts';

export type ImportReport = {
  counts: Counts;
  /** How many rows an earlier run had read; 0 where this one began. */
  resumedAt: number;
};

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
  const begun = await beginImport(context.database, plan, identifyImport(survey, plan));
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

type Way = { progress: ImportRow; refused: RefusedFile; onProgress: OnProgress };

async function bringAll(
  { database, clock }: ImportContext,
  { file, form, rules }: ImportPlan,
  { progress: begun, refused, onProgress }: Way,
): Promise<ImportRow> {
  const parseRow = createRowParser(rules, clock.now());
  const makeRoom = leaveRoom(database);
  let progress = begun;
  for await (const rows of inBatches(readRows(file, form), begun.rows_read)) {
    const startedAt = performance.now();
    const makeId = createIdFamily();
    const judged = rows.map((row) => judgeRow(row, parseRow, makeId));
    progress = await bringRows(database, { judged, progress, refused });
    // Before the next batch, which no longer says what these lines were.
    await refused.append(progress.refused_tail);
    onProgress(progress.rows_read, countsOf(progress));
    await makeRoom(performance.now() - startedAt);
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
