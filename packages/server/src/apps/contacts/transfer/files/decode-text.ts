import { setImmediate as nextTurn } from 'node:timers/promises';
import { UnreadableFile } from './contact-draft.ts';

/** What is decoded in one go: a few milliseconds for the slowest encoding there is. */
const pieceBytes = 64 * 1024;

const marks = [
  { label: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { label: 'utf-16le', bytes: [0xff, 0xfe] },
  { label: 'utf-16be', bytes: [0xfe, 0xff] },
];

/** The encoding that a file names itself, by a byte order mark. */
export const markedEncoding = (bytes: Buffer): string | undefined =>
  marks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte))?.label;

/** @returns whether it is the name of an encoding that can be read */
export function isKnownEncoding(label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * The text of a file, in pieces, without its byte order mark. A mark wins over what the request says: it is in the file.
 *
 * @throws UnreadableFile for bytes that are no text of that encoding: a name in another one would come in as rubbish
 */
export async function decodeText(bytes: Buffer, charset: string | null): Promise<string[]> {
  const label = markedEncoding(bytes) ?? charset ?? 'utf-8';
  const decoder = new TextDecoder(label, { fatal: true });
  const pieces: string[] = [];
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      pieces.push(decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: true }));
      await nextTurn();
    }
    pieces.push(decoder.decode());
  } catch {
    throw new UnreadableFile(
      `The file is not ${label.toUpperCase()}. Save it as UTF-8, or name its encoding in the content type, for example: text/csv; charset=windows-1251`,
    );
  }
  return pieces;
}
