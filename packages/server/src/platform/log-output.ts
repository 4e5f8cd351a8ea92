import { fstatSync, writeSync } from 'node:fs';

const standardOutput = 1;

/**
 * Standard output. Where it is a file, its disk may be full: that is no reason to end, and Node's own stream would never
 * write again. A pipe whose reader has gone is another matter, and ends the process.
 */
export function openLogOutput(): (lines: string) => void {
  if (!fstatSync(standardOutput).isFile()) return (lines) => void process.stdout.write(lines);
  return bearFullDisk((bytes) => writeSync(standardOutput, bytes));
}

/**
 * Lines that cannot be written are lost; how many is told in a line of its own as soon as there is room again.
 *
 * @param write returns how many bytes it has taken, and throws where it takes none
 */
export function bearFullDisk(write: (bytes: Buffer) => number): (lines: string) => void {
  let lostLines = 0;
  /** The last line that was written has no end. */
  let isCut = false;
  const writeWhole = (text: string): void => {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; ) {
      from += write(bytes.subarray(from));
      isCut = bytes[from - 1] !== lineEnd;
    }
  };
  return (lines) => {
    try {
      if (isCut) writeWhole('\n');
      if (lostLines > 0) writeWhole(lossLine(lostLines));
      lostLines = 0;
      writeWhole(lines);
    } catch {
      // A part of them may be there; nobody counts on it.
      lostLines += lines.split('\n').length - 1;
    }
  };
}

const lineEnd = 10;

const lossLine = (lostLines: number): string => {
  const line = { level: 'warn', time: new Date().toISOString(), lostLines, msg: 'the log could not be written' };
  return `${JSON.stringify(line)}\n`;
};
