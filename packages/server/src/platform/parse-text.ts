/** What is wrong with a text, and what would be right; the codes are those of the wire. */
export type TextFault = { fault: 'too_short' | 'too_long' | 'invalid_value'; message: string };

/** Controls, lone surrogates and the marks that turn the direction of what follows. */
const unseen = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const lineEnds = /[\p{Zl}\p{Zp}]/u;

/** Text that people typed on one line: NFC, trimmed, 1 to `most` code points. */
export function parseLine(text: string, most: number): string | TextFault {
  const line = compose(text, most);
  return typeof line === 'string' && (unseen.test(line) || lineEnds.test(line))
    ? { fault: 'invalid_value', message: 'must be one line without invisible characters' }
    : line;
}

/** The same on many lines: line breaks, which become `\n`, and tabs may stand in it. */
export function parseLines(text: string, most: number): string | TextFault {
  const lines = compose(text.replace(/\r\n?/g, '\n'), most);
  return typeof lines === 'string' && unseen.test(lines.replace(/[\n\t]/g, ''))
    ? { fault: 'invalid_value', message: 'must be text without invisible characters' }
    : lines;
}

function compose(text: string, most: number): string | TextFault {
  const tooLong: TextFault = { fault: 'too_long', message: `must have at most ${most} characters` };
  // Composing shortens a text to a third at most; far beyond that it is not worth the work.
  if (text.length > most * 8) return tooLong;
  const composed = text.normalize('NFC').trim();
  if (composed === '') return { fault: 'too_short', message: 'must not be empty' };
  return [...composed].length > most ? tooLong : composed;
}
