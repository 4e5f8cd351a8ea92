import { closeSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const pageBytes = 4096;
const interiorKinds: ReadonlySet<number | undefined> = new Set([2, 5]);

/** The pages that hold the rows of a table, or the entries of an index, one level below its root. */
export function pagesOf(file: string, name: string): number[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').get(name);
  database.close();
  const root = Number(row?.rootpage);
  const bytes = readFileSync(file).subarray((root - 1) * pageBytes, root * pageBytes);
  if (!interiorKinds.has(bytes[0])) return [root];
  const cells = Array.from({ length: bytes.readUInt16BE(3) }, (_, index) => bytes.readUInt16BE(12 + 2 * index));
  return cells.map((at) => bytes.readUInt32BE(at));
}

/** Writes over a page, or a part of it, as a failing disk would. */
export function damagePage(file: string, page: number, from = 0, bytes = pageBytes - from): void {
  const opened = openSync(file, 'r+');
  writeSync(opened, Buffer.alloc(bytes, 0xa5), 0, bytes, (page - 1) * pageBytes + from);
  closeSync(opened);
}

export const cutInHalf = (file: string): void => truncateSync(file, Math.floor(statSync(file).size / 2));
