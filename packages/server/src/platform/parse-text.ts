/** Controls, lone surrogates and the marks that turn the direction of what follows. */
const unseen = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const lineEnds = /[\p{Zl}\p{Zp}]/u;

/** Text that people typed on one line: NFC, trimmed, 1 to `most` code points. @returns undefined where it is none */
export function parseLine(text: string, most: number): string | undefined {
  const line = parse(text, most);
  return line !== undefined && !unseen.test(line) && !lineEnds.test(line) ? line : undefined;
}

/** The same on many lines: line breaks, which become `\n`, and tabs may stand in it. */
export function parseLines(text: string, most: number): string | undefined {
  const lines = parse(text.replace(/\r\n?/g, '\n'), most);
  return lines !== undefined && !unseen.test(lines.replace(/[\n\t]/g, '')) ? lines : undefined;
}

function parse(text: string, most: number): string | undefined {
  // Composing shortens a text to a third at most; far beyond that it is not worth the work.
  if (text.length > most * 8 || !text.isWellFormed()) return undefined;
  const parsed = text.normalize('NFC').trim();
  return parsed !== '' && [...parsed].length <= most ? parsed : undefined;
}
