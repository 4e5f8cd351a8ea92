import { open, unlink } from 'node:fs/promises';
import type { Cells } from './columns.ts';
import type { Reason } from './parse-row.ts';

/** The file of refused rows: one JSON object for each, without its password hash. */
export type RefusedFile = {
  /** How much of it is written for certain. */
  readonly bytes: number;
  /** Adds whole lines, and resolves when they are on disk. */
  append(lines: string): Promise<void>;
  /** What a crash has left behind the last line goes, and so does a file without any line. */
  close(): Promise<void>;
};

/** @param bytes what of the file belongs to this import already; what follows is written over */
export async function openRefusedFile(file: string, bytes: number): Promise<RefusedFile> {
  const handle = await open(file, bytes === 0 ? 'w+' : 'r+', 0o600);
  // Also of one that was there before.
  await handle.chmod(0o600);
  let position = bytes;
  return {
    get bytes() {
      return position;
    },
    append: async (lines) => {
      if (lines === '') return;
      const written = Buffer.from(lines);
      await handle.write(written, 0, written.length, position);
      await handle.datasync();
      position += written.length;
    },
    close: async () => {
      await handle.truncate(position);
      await handle.close();
      if (position === 0) await unlink(file);
    },
  };
}

const longestShown = 320;
const shown = (text: string | undefined): string | undefined => text?.slice(0, longestShown);

/** Enough to find the person again, and nothing that a password could be guessed from. */
export const formatRefusedRow = (line: number, cells: Cells, reasons: readonly Reason[]): string =>
  `${JSON.stringify({ line, id: shown(cells.id), email: shown(cells.email), username: shown(cells.username), reasons })}\n`;
