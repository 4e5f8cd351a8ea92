import { readLines } from './read-lines.ts';

/**
 * One property, each byte as one character. `name` is in capitals and without its group; null where the line is none.
 * `text` is empty for a property that nobody wants.
 */
export type RawProperty = { line: number; name: string | null; text: string; isTooLong: boolean };

/** More than any field can hold, in any encoding of it. */
const longestProperty = 64 * 1024;

/** `item1.EMAIL;TYPE=INTERNET:…`: the group of Apple and Google stands before the dot (RFC 6350 §3.3). */
const nameForm = /^(?:[\w-]{1,64}\.)?([\w-]{1,64})[;:]/;
/** vCard 2.1 says `ENCODING=QUOTED-PRINTABLE`, or the word alone. */
const quotedPrintable = /^[^:]{0,300}[;=]QUOTED-PRINTABLE[;:]/i;

type Open = RawProperty & { parts: string[] | null; size: number; isSoft: boolean };

/**
 * The properties of a file of vCards, whole again: a line that begins with a blank continues the one before it
 * (RFC 6350 §3.2), and in quoted-printable one that ends with `=` goes on in the next (RFC 2045 §6.7).
 * `undefined` comes after each stretch.
 */
export function* unfoldLines(bytes: Buffer, isWanted: (name: string) => boolean): Generator<RawProperty | undefined> {
  let open: Open | undefined;
  for (const line of readLines(bytes)) {
    if (line === undefined) yield undefined;
    else if (open?.isSoft) append(open, line.text, line.isCut);
    else if (open !== undefined && /^[ \t]/.test(line.text)) append(open, line.text.slice(1), line.isCut);
    else {
      if (open !== undefined) yield close(open);
      open = line.text.trim() === '' ? undefined : begin(line.number, line.text, line.isCut, isWanted);
    }
  }
  if (open !== undefined) yield close(open);
}

function begin(line: number, text: string, isCut: boolean, isWanted: (name: string) => boolean): Open {
  const name = nameForm.exec(text)?.[1]?.toUpperCase() ?? null;
  const parts = name !== null && isWanted(name) ? [] : null;
  const open: Open = { line, name, text: '', isTooLong: false, parts, size: 0, isSoft: false };
  append(open, text, isCut, quotedPrintable.test(text));
  return open;
}

/** Whether the next line belongs to it is seen in each of its lines anew. */
function append(open: Open, text: string, isCut: boolean, isQuotedPrintable = open.isSoft): void {
  open.isSoft = isQuotedPrintable && text.endsWith('=');
  open.size += text.length;
  if (isCut || open.size > longestProperty) open.isTooLong = true;
  else open.parts?.push(open.isSoft ? text.slice(0, -1) : text);
}

const close = ({ line, name, parts, isTooLong }: Open): RawProperty => ({
  line,
  name,
  text: parts?.join('') ?? '',
  isTooLong: isTooLong && parts !== null,
});
