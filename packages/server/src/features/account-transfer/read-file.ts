import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ColumnNames } from './columns.ts';
import { type FileRow, UnreadableFile } from './file-row.ts';
import { readCsv } from './read-csv.ts';
import { readJsonl } from './read-jsonl.ts';

export type FileForm = {
  format: 'csv' | 'jsonl';
  /** Of CSV. */
  delimiter: string;
  columnNames: ColumnNames;
  ignoresUnknown: boolean;
};

/** What is known of a file after it was read once: everything in it can be read, and this is it. */
export type Survey = { rows: number; digest: string };

/** The rows of the file, in order; memory holds a few of them at a time. */
export const readRows = (file: string, form: FileForm): AsyncGenerator<FileRow> => {
  const text = decode(createReadStream(file));
  return form.format === 'csv' ? readCsv(text, form) : readJsonl(text, form);
};

/**
 * Reads the whole file before anything of it is taken: an import that stops in the middle because a quotation mark is
 * missing would leave half of the people behind.
 *
 * @throws UnreadableFile
 */
export async function surveyFile(file: string, form: FileForm): Promise<Survey> {
  const digest = createHash('sha256');
  const text = decode(createReadStream(file), (chunk) => digest.update(chunk));
  let rows = 0;
  for await (const _ of form.format === 'csv' ? readCsv(text, form) : readJsonl(text, form)) rows += 1;
  return { rows, digest: digest.digest('base64url') };
}

/** @throws UnreadableFile for anything but UTF-8: a name in another encoding would come in as rubbish */
async function* decode(
  bytes: AsyncIterable<Buffer>,
  onChunk: (chunk: Buffer) => void = () => {},
): AsyncGenerator<string> {
  // It takes the byte order mark away by itself.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let position = 0;
  const attempt = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new UnreadableFile(
        `The file is not UTF-8 (somewhere after byte ${position}). Convert it first, for example: iconv -f WINDOWS-1251 -t UTF-8`,
      );
    }
  };
  for await (const chunk of bytes) {
    onChunk(chunk);
    yield attempt(chunk);
    position += chunk.length;
  }
  yield attempt();
}

const delimiters = [',', ';', '\t', '|'];
const sniffedBytes = 64 * 1024;

/** The separator that the first line has most of; a comma where it has none. */
export async function sniffDelimiter(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
    const [header = ''] = buffer.toString('utf8', 0, bytesRead).split(/\r?\n|\r/);
    const counted = delimiters.map((sign) => ({ sign, count: header.split(sign).length }));
    return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign;
  } finally {
    await handle.close();
  }
}
