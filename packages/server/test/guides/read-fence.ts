import type { Shown } from './expect-shown.ts';

/** A block of a page between two lines of backticks. */
export type Fence = {
  /** Where it begins, counted from 1. */
  line: number;
  language: string;
  text: string;
  /** The index of the line after it. */
  next: number;
};

const opening = /^( *)(```+)([\w-]*)/;

export const opensFence = (line: string | undefined): boolean => opening.test(line ?? '');

/** The block that begins at this index; below a point of a list it is indented. */
export function readFence(lines: string[], at: number): Fence {
  const [, indent = '', ticks = '', language = ''] = opening.exec(lines[at] ?? '') ?? [];
  let end = at + 1;
  while (end < lines.length && (lines[end] ?? '').trim() !== ticks) end += 1;
  const inner = lines.slice(at + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  return { line: at + 1, language, text: inner.map((line) => `${line}\n`).join(''), next: end + 1 };
}

/** What a block straight after commands shows, with an empty line between them at most. */
export function readAnswer(lines: string[], from: number): { shown: Shown; next: number } | null {
  const at = (lines[from] ?? '').trim() === '' ? from + 1 : from;
  if (!opensFence(lines[at])) return null;
  const { text, language, next } = readFence(lines, at);
  if (language !== 'text' && language !== 'json') return null;
  return { shown: { text, isJson: language === 'json' }, next };
}

/** Each line that begins with `$ ` is a command, which a `\` at its end continues; what follows is its answer. */
export function readConsole(text: string): { script: string; shown: Shown | null }[] {
  const [before = '', ...parts] = text.split(/^\$ /m);
  if (before.trim() !== '') return [];
  return parts.map((part) => {
    const script = /^(?:[^\n]*\\\n)*[^\n]*\n/.exec(part)?.[0] ?? part;
    const answer = part.slice(script.length).trim();
    return { script, shown: answer === '' ? null : { text: answer, isJson: false } };
  });
}
