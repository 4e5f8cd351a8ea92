import { findSharedTables } from './shared-tables.ts';
import type { CopiedTable, CopySide } from './side.ts';
import { startSum, sumTable, type TableSum } from './table-sums.ts';

export type CopyOptions = {
  /** Told after each batch: rows copied or read back so far, of all there are to do. */
  onProgress?(done: number, total: number): void;
  /** What else has to stand in the target's transaction, after the comparison. */
  beforeCommit?(): Promise<void>;
};

export type CopyResult = {
  /** Of the target, and the same in the source. */
  sums: TableSum[];
  /** Tables of the source that are not ours and stay where they are. */
  left: string[];
};

/** What arrived is not what was sent; nothing of it was committed. */
export class CopyDiffers extends Error {
  readonly tables: readonly { sent: TableSum; arrived: TableSum }[];

  constructor(tables: readonly { sent: TableSum; arrived: TableSum }[]) {
    super(tables.map(({ sent, arrived }) => describeDifference(sent, arrived)).join('\n'));
    this.name = 'CopyDiffers';
    this.tables = tables;
  }
}

/**
 * Makes the tables of one database those of the other, in either direction: one snapshot of the source, one transaction on the
 * target, and every row read back from it and compared before the commit. What stood in the target is gone then.
 *
 * @throws CopyRefused where the databases do not fit together
 * @throws CopyDiffers where something was lost or changed on the way
 */
export async function copyTables(source: CopySide, target: CopySide, options: CopyOptions = {}): Promise<CopyResult> {
  try {
    await source.open();
    const { tables, left } = await findSharedTables(source, target);
    const progress = await startCounting(source, tables, options);
    await target.empty(tables);
    const sent: TableSum[] = [];
    for (const table of tables) sent.push(await copyTable(source, target, table, progress));
    await target.complete(tables);
    const sums = await readBack(target, tables, sent, progress);
    await options.beforeCommit?.();
    await target.commit();
    return { sums, left };
  } finally {
    await target.close();
    await source.close();
  }
}

type Count = (rows: number) => void;

async function startCounting(source: CopySide, tables: readonly CopiedTable[], options: CopyOptions): Promise<Count> {
  let total = 0;
  for (const table of tables) total += 2 * (await source.count(table));
  let done = 0;
  return (rows) => {
    done += rows;
    options.onProgress?.(done, total);
  };
}

async function copyTable(source: CopySide, target: CopySide, table: CopiedTable, count: Count): Promise<TableSum> {
  const sum = startSum(table);
  for await (const rows of source.read(table)) {
    sum.add(rows);
    await target.write(table, rows);
    count(rows.length);
  }
  return sum.result();
}

async function readBack(
  target: CopySide,
  tables: readonly CopiedTable[],
  sent: readonly TableSum[],
  count: Count,
): Promise<TableSum[]> {
  const sums: TableSum[] = [];
  for (const table of tables) {
    sums.push(await sumTable(target, table));
    count(sums.at(-1)?.rows ?? 0);
  }
  const differing = sums.flatMap((arrived, index) => {
    const one = sent[index];
    return one === undefined || (one.rows === arrived.rows && one.sum === arrived.sum) ? [] : [{ sent: one, arrived }];
  });
  if (differing.length > 0) throw new CopyDiffers(differing);
  return sums;
}

const describeDifference = (sent: TableSum, arrived: TableSum): string =>
  sent.rows === arrived.rows
    ? `${sent.table}: not all of ${sent.rows} rows arrived as they were sent.`
    : `${sent.table}: of ${sent.rows} rows ${arrived.rows} arrived.`;
