import { assignmentsOf, conditionsOf } from './spans.ts';

/** One wrong statement, one edit away from the right one. */
export type SqlMutant = {
  statement: string;
  /** Where the edit begins, and what it puts in the place of what. */
  at: number;
  from: string;
  to: string;
  /** The whole text of the statement with the edit. */
  text: string;
};

type Edit = { pattern: RegExp; to: (...groups: string[]) => readonly string[] };

/**
 * What people get wrong in a conditional statement, wherever it can be: the other side of a boundary, two conditions mixed up,
 * a step that is not taken, a value that is not kept, an order. What stands in quotes is left alone.
 */
const edits: readonly Edit[] = [
  { pattern: /<>/g, to: () => ['='] },
  { pattern: /<=/g, to: () => ['<', '>'] },
  { pattern: />=/g, to: () => ['>', '<'] },
  { pattern: /<(?![=>])/g, to: () => ['<=', '>='] },
  { pattern: /(?<!<)>(?!=)/g, to: () => ['>=', '<='] },
  { pattern: /\bAND\b/g, to: () => ['OR'] },
  { pattern: /\bOR\b/g, to: () => ['AND'] },
  { pattern: /\bIS NULL\b/g, to: () => ['IS NOT NULL'] },
  { pattern: / [+-] (?:1\b|:\w+|CAST\([^)]*\))/g, to: () => [''] },
  { pattern: /COALESCE\(([^,()]+), ((?:[^()]|\(\))+)\)/g, to: (_, first = '', second = '') => [first, second] },
  { pattern: /ORDER BY [\w, ]+?(?= LIMIT|\s*$|\s*\{|\))/g, to: () => [''] },
  { pattern: / DESC\b/g, to: () => [''] },
  { pattern: /LIMIT (?::\w+|CAST\([^)]*\))/g, to: () => [''] },
  { pattern: /(?<=THEN |ELSE )[01]\b/g, to: (found) => [found === '0' ? '1' : '0'] },
  { pattern: /ON CONFLICT DO NOTHING/g, to: () => [''] },
];

/** Every mutant of a statement, without repeats. */
export function mutantsOf(statement: string, text: string): SqlMutant[] {
  const found = new Map<string, SqlMutant>();
  const add = (at: number, from: string, to: string): void => {
    const mutated = text.slice(0, at) + to + text.slice(at + from.length);
    if (mutated !== text && !isQuoted(text, at)) found.set(mutated, { statement, at, from, to, text: mutated });
  };
  for (const { pattern, to } of edits)
    for (const match of text.matchAll(pattern)) for (const other of to(...match)) add(match.index, match[0], other);
  for (const { start, end, meansAll } of conditionsOf(text))
    add(start, text.slice(start, end), meansAll ? '1 = 1' : '1 = 0');
  for (const { start, end, column } of assignmentsOf(text)) add(start, text.slice(start, end), column);
  return [...found.values()];
}

const isQuoted = (text: string, at: number): boolean => (text.slice(0, at).match(/'/g)?.length ?? 0) % 2 === 1;
