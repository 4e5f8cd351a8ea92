import type { FileEntry } from './contact-draft.ts';
import { decodeText, markedEncoding } from './decode-text.ts';
import type { SlashOrder } from './read-birthday.ts';
import { readCsv } from './read-csv.ts';
import { readVcards } from './read-vcards.ts';

/** `charset`: as the request names it; null where it says nothing. */
export type FileForm = { format: 'vcard' | 'csv'; charset: string | null; slashOrder: SlashOrder };

/**
 * The entries of a file, read when they are asked for, in pieces of a few milliseconds.
 *
 * @throws UnreadableFile
 */
export async function* readContactFile(bytes: Buffer, form: FileForm): AsyncGenerator<FileEntry | undefined> {
  if (form.format === 'csv') yield* readCsv(await decodeText(bytes, form.charset), form.slashOrder);
  else yield* readVcards(await asUtf8(bytes, form.charset));
}

/**
 * A card in UTF-8 is read byte by byte: a property may name another character set, and old writers fold in the middle of a
 * character. Any other encoding of the whole file is undone first.
 */
async function asUtf8(bytes: Buffer, charset: string | null): Promise<Buffer> {
  const marked = markedEncoding(bytes);
  if (marked === 'utf-8') return bytes.subarray(3);
  if (marked === undefined && (charset === null || /^(?:utf-?8|us-ascii)$/i.test(charset))) return bytes;
  return Buffer.from((await decodeText(bytes, charset)).join(''));
}
