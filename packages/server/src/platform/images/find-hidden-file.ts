/** What a program of another kind looks for; long enough that compressed pixels do not spell it by accident. */
const markup = /<script|<!doctype|<html|<\?php/i;
/** Readers of PDF look for its beginning in the first kilobyte (ISO 32000-1, annex H.3.4.1). */
const pdfReach = 1024;
/** A ZIP archive is read from its end: this record, and a comment of at most 65,535 bytes. */
const zipEnd = Buffer.from('PK\x05\x06', 'latin1');
const zipEndLength = 22;

/**
 * Whether the bytes are a file of another kind as well (a polyglot: L2). Nothing of it would survive the re-encoding; but
 * whoever sends one means no picture.
 *
 * @returns what else it is, or undefined
 */
export function findHiddenFile(bytes: Buffer): 'HTML' | 'PDF' | 'ZIP' | undefined {
  if (bytes.subarray(0, pdfReach).includes('%PDF-')) return 'PDF';
  if (isZip(bytes)) return 'ZIP';
  return markup.test(bytes.toString('latin1')) ? 'HTML' : undefined;
}

function isZip(bytes: Buffer): boolean {
  const at = bytes.lastIndexOf(zipEnd);
  if (at < 0 || at + zipEndLength > bytes.length) return false;
  return at + zipEndLength + bytes.readUInt16LE(at + zipEndLength - 2) === bytes.length;
}
