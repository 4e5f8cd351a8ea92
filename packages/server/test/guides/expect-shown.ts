import { expect } from 'vitest';

/** What a document shows below a command. */
export type Shown = { text: string; isJson: boolean };

/**
 * `…` stands for what differs each time, within a line and never across a quotation mark; a line that is `…` alone stands for any
 * lines, or none. Everything else has to be there to the letter. The answer of the service is one line, which a page may break: in
 * JSON the ends of lines do not count.
 *
 * @throws the difference
 */
export function expectShown(answer: string, { text, isJson }: Shown): void {
  // Lines of HTTP headers end with both; a terminal shows one.
  const lines = answer.replaceAll('\r\n', '\n');
  const told = isJson ? withoutEnds(lines) : lines.trim();
  const shown = isJson ? withoutEnds(text) : text.trim();
  const pattern = `${shown}\n`
    .split(/^…\n/m)
    .map((part) => part.split('…').map(literally).join('[^"\\n]+'))
    .join('(?:[^\\n]*\\n)*');
  // The difference is told better by the text than by the pattern.
  if (!new RegExp(`^${pattern}$`).test(`${told}\n`)) expect(told).toBe(shown);
}

const withoutEnds = (text: string): string => text.replace(/\n/g, '').trim();

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
