import type { FileRow } from './file-row.ts';

/**
 * Rows in one transaction. A batch holds SQLite's one writer for some 20 ms, and everybody else who writes, the service
 * first of all, waits that long.
 */
const batchSize = 200;

/** @param skipped how many rows an earlier run has dealt with: a whole number of batches, or all */
export async function* inBatches(rows: AsyncIterable<FileRow>, skipped: number): AsyncGenerator<FileRow[]> {
  let index = 0;
  let batch: FileRow[] = [];
  for await (const row of rows) {
    index += 1;
    if (index <= skipped) continue;
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
