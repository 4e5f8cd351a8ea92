import { hash } from 'node:crypto';
import type { ColumnKind, CopiedRow, CopiedTable, CopySide } from './side.ts';

/** How many rows a table has, and a checksum of them that is the same on both databases: 64 hexadecimal digits. */
export type TableSum = { table: string; rows: number; sum: string };

export type RunningSum = { add(rows: readonly CopiedRow[]): void; result(): TableSum };

/** A SHA-256 of 256 bits, in numbers of 32. */
const lanes = 8;
const marks: Record<ColumnKind, number> = { text: 0x74, integer: 0x69, bytes: 0x62 };
const missing = 0x6e;

/**
 * The SHA-256 of every row, added up lane by lane: the order of the rows, in which the databases differ, makes no difference.
 * It finds what was lost, doubled or changed on the way; it is no proof against somebody who looks for two tables that agree.
 */
export function startSum(table: CopiedTable): RunningSum {
  const sums = new Uint32Array(lanes);
  const encode = createRowEncoder(table.columns.map(({ kind }) => kind));
  let count = 0;
  return {
    add: (rows) => {
      count += rows.length;
      for (const row of rows) {
        const digest = hash('sha256', encode(row), 'buffer');
        // What is more than 32 bits is dropped by the array itself.
        for (let lane = 0; lane < lanes; lane += 1) sums[lane] = (sums[lane] ?? 0) + digest.readUInt32BE(lane * 4);
      }
    },
    result: () => ({
      table: table.name,
      rows: count,
      sum: Array.from(sums, (lane) => lane.toString(16).padStart(8, '0')).join(''),
    }),
  };
}

/** Each value with its kind and its length before it, so that no two rows are written alike. */
function createRowEncoder(kinds: readonly ColumnKind[]): (row: CopiedRow) => Uint8Array {
  let buffer = Buffer.allocUnsafe(4096);
  return (row) => {
    let end = 0;
    for (const [index, value] of row.entries()) {
      const room = value === null ? 0 : typeof value === 'string' ? value.length * 3 : value.length;
      if (end + room + 5 > buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length + room)]);
      buffer[end] = value === null ? missing : marks[kinds[index] ?? 'text'];
      end += 1;
      if (value === null) continue;
      const written = typeof value === 'string' ? buffer.write(value, end + 4) : copyInto(buffer, value, end + 4);
      end = buffer.writeUInt32BE(written, end) + written;
    }
    return buffer.subarray(0, end);
  };
}

function copyInto(buffer: Buffer, bytes: Uint8Array, at: number): number {
  buffer.set(bytes, at);
  return bytes.length;
}

/** Of rows as they stand in a database now. */
export async function sumTable(side: Pick<CopySide, 'read'>, table: CopiedTable): Promise<TableSum> {
  const sum = startSum(table);
  for await (const rows of side.read(table)) sum.add(rows);
  return sum.result();
}
