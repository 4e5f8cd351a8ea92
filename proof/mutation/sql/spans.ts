/** A piece of a text. */
export type Span = { start: number; end: number };

/** Where each of these words begins in the span, outside of all brackets and quotes. */
function wordsIn(text: string, { start, end }: Span, words: RegExp): { at: number; length: number; word: string }[] {
  const found: { at: number; length: number; word: string }[] = [];
  let depth = 0;
  for (const match of text.slice(start, end).matchAll(new RegExp(`'[^']*'|[()]|${words.source}`, 'g'))) {
    const word = match[0];
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    else if (depth === 0 && !word.startsWith("'")) found.push({ at: start + match.index, length: word.length, word });
  }
  return found;
}

const trim = (text: string, { start, end }: Span): Span => {
  const inner = text.slice(start, end);
  return { start: start + inner.length - inner.trimStart().length, end: end - inner.length + inner.trimEnd().length };
};

function split(text: string, span: Span, separator: RegExp): Span[] {
  const parts: Span[] = [];
  let { start } = span;
  for (const { at, length } of wordsIn(text, span, separator)) {
    parts.push(trim(text, { start, end: at }));
    start = at + length;
  }
  return [...parts, trim(text, { start, end: span.end })];
}

const clauseEnd = /\b(?:WHERE|WHEN|SET|THEN|ELSE|END|RETURNING|ORDER|LIMIT|VALUES|ON)\b|\{|\)/;

/** The clauses that a word begins: the condition of a WHERE or WHEN, the list of a SET. At any depth. */
function clausesAfter(text: string, word: string): Span[] {
  const whole: Span[] = [];
  for (const match of text.matchAll(new RegExp(`\\b${word}\\b`, 'g'))) {
    const start = match.index + word.length;
    whole.push(trim(text, { start, end: endOfClause(text, start, word) }));
  }
  return whole;
}

function endOfClause(text: string, start: number, word: string): number {
  let depth = 0;
  // The list of a SET goes on over the CASEs that stand in it.
  const ends = word === 'SET' ? /\b(?:WHERE|RETURNING)\b|\{/ : clauseEnd;
  for (const match of text.slice(start).matchAll(new RegExp(`'[^']*'|\\(|${ends.source}|\\)`, 'g'))) {
    if (match[0] === '(') depth += 1;
    else if (match[0] === ')' && depth > 0) depth -= 1;
    else if (depth === 0 && !match[0].startsWith("'")) return start + match.index;
  }
  return text.length;
}

/** A part of a condition: `meansAll` where leaving it out makes the condition wider, not narrower. */
export type Condition = Span & { meansAll: boolean };

/** Every condition of the statement, and every part of one. */
export const conditionsOf = (text: string): Condition[] =>
  ['WHERE', 'WHEN'].flatMap((word) =>
    clausesAfter(text, word).flatMap((span) => [{ ...span, meansAll: true }, ...partsOf(text, span)]),
  );

function partsOf(text: string, span: Span): Condition[] {
  const alternatives = split(text, span, /\bOR\b/);
  if (alternatives.length > 1)
    return alternatives.flatMap((part) => [{ ...part, meansAll: false }, ...partsOf(text, part)]);
  const demands = split(text, span, /\bAND\b/);
  if (demands.length > 1) return demands.flatMap((part) => [{ ...part, meansAll: true }, ...partsOf(text, part)]);
  const isBracketed = text[span.start] === '(' && text[span.end - 1] === ')';
  return isBracketed ? partsOf(text, trim(text, { start: span.start + 1, end: span.end - 1 })) : [];
}

/** The right sides of what a SET writes, each with the column that it is written to. */
export const assignmentsOf = (text: string): (Span & { column: string })[] =>
  clausesAfter(text, 'SET').flatMap((list) =>
    split(text, list, /,/).flatMap((part) => {
      const [whole, column] = /^(\w+)\s*=\s*/.exec(text.slice(part.start, part.end)) ?? [];
      return whole === undefined || column === undefined
        ? []
        : [{ column, start: part.start + whole.length, end: part.end }];
    }),
  );
