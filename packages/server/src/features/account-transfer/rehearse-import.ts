import { randomId } from '#platform/crypto/random.ts';
import { openScratchSet } from '#platform/database/scratch-set.ts';
import { type Counts, noCounts } from './counts.ts';
import type { ImportContext, ImportPlan, OnProgress } from './import-plan.ts';
import { inBatches } from './in-batches.ts';
import { goodRowsOf, judgeRow, tally } from './judge-rows.ts';
import { createRowParser } from './parse-row.ts';
import { readRows } from './read-file.ts';
import { emptyRefusedFile, openRefusedFile } from './refused-rows.ts';
import { rehearseBatch } from './rehearse-batch.ts';

/** What `importAccounts` would do with the whole file, without writing anything but the file of refused rows. */
export async function rehearseImport(
  { database, clock }: ImportContext,
  plan: ImportPlan,
  onProgress: OnProgress,
): Promise<Counts> {
  const parseRow = createRowParser(plan.rules, clock.now());
  const counts = noCounts();
  const earlier = openScratchSet();
  await emptyRefusedFile(plan.refusedFile);
  const refused = await openRefusedFile(plan.refusedFile, 0);
  let rowsRead = 0;
  try {
    for await (const rows of inBatches(readRows(plan.file, plan.form), 0)) {
      const judged = rows.map((row) => judgeRow(row, parseRow, randomId));
      const outcomes = await rehearseBatch(database.read, earlier, goodRowsOf(judged));
      await refused.append(tally(counts, judged, outcomes));
      rowsRead += rows.length;
      onProgress(rowsRead, counts);
    }
    await refused.finish();
  } finally {
    await refused.close();
    earlier.close();
  }
  return counts;
}
