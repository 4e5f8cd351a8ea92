import { constants, existsSync } from 'node:fs';
import { open, truncate, unlink } from 'node:fs/promises';
import type { Cells } from './columns.ts';
import type { Reason } from './parse-row.ts';

/** The file of refused rows: one JSON object for each, without its password hash. */
export type RefusedFile = {
  /** How much of it is written for certain. */
  readonly bytes: number;
  /** Adds whole lines, and resolves when they are on disk. */
  append(lines: string): Promise<void>;
  /** After the last line: what a crash has left behind it goes, and so does a file without any line. */
  finish(): Promise<void>;
  close(): Promise<void>;
};

const { O_CREAT, O_RDWR } = constants;

/**
 * @param bytes what of the file belongs to this import already; what follows is written over
 * @throws ENOENT where something of it does, and it is gone
 */
export async function openRefusedFile(file: string, bytes: number): Promise<RefusedFile> {
  const handle = await open(file, bytes > 0 ? O_RDWR : O_RDWR | O_CREAT, 0o600);
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
    finish: async () => {
      await handle.truncate(position);
      if (position === 0) await unlink(file);
    },
    close: () => handle.close(),
  };
}

/** A file that another import left there would be taken for this one's until it ends. */
export const emptyRefusedFile = (file: string): Promise<void> =>
  existsSync(file) ? truncate(file) : Promise.resolve();

const longestShown = 320;
const shown = (text: string | undefined): string | undefined => text?.slice(0, longestShown);

/** Enough to find the person again, and nothing that a password could be guessed from. */
export const formatRefusedRow = (line: number, cells: Cells, reasons: readonly Reason[]): string =>
  `${JSON.stringify({ line, id: shown(cells.id), email: shown(cells.email), username: shown(cells.username), reasons })}\n`;
