/** One wrong version of the code or of a statement, and what the tests said to it. */
export type TriedMutant = MutantName & {
  verdict: 'killed' | 'timed out' | 'survived' | 'not covered' | 'invalid';
  /** The test that failed first. */
  killedBy: string | null;
};

/** Which mutant it is, in a way that outlives changes elsewhere in the file. */
export type MutantName = {
  /** The file, from the server's `src`, or the statement. */
  where: string;
  /** The line in which it begins, as it was. */
  line: string;
  from: string;
  to: string;
  /** Which of several that are alike in all this, from 1. */
  nth: number;
};

/** A mutant that no test can be asked to see, and why. */
export type ExplainedSurvivor = Omit<MutantName, 'nth'> & { nth?: number; why: string };

export type Judgement = {
  /** Of everything that could be tried: wrong versions that a test, or a test that never came to its end, has found. */
  score: number;
  killed: number;
  timedOut: number;
  /** Survived, or never run by any test; explained ones among them. */
  survived: number;
  unexplained: TriedMutant[];
  /** Explanations of what is not there any more, or is killed by now. */
  outdated: ExplainedSurvivor[];
};

/**
 * Counts honestly: what was explained stays among what was tried, and lowers the score. Only what cannot even be loaded counts
 * for nothing.
 */
export function judgeMutants(tried: readonly TriedMutant[], explained: readonly ExplainedSurvivor[]): Judgement {
  const count = (...verdicts: TriedMutant['verdict'][]): number =>
    tried.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const survivors = tried.filter(({ verdict }) => verdict === 'survived' || verdict === 'not covered');
  const reasons = new Map(explained.map((one) => [nameOf(one), one]));
  const names = new Set(survivors.map(nameOf));
  const found = count('killed', 'timed out');
  const valid = found + survivors.length;
  return {
    score: valid === 0 ? 0 : found / valid,
    killed: count('killed'),
    timedOut: count('timed out'),
    survived: survivors.length,
    unexplained: survivors.filter((one) => !reasons.has(nameOf(one))),
    outdated: [...reasons].filter(([name]) => !names.has(name)).map(([, one]) => one),
  };
}

const nameOf = ({ where, line, from, to, nth = 1 }: Omit<MutantName, 'nth'> & { nth?: number }): string =>
  JSON.stringify([where, line, from, to, nth]);

const longestText = 80;
const inOneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line;
};

/** A replacement of a piece of a text. */
export type Edit = { where: string; text: string; start: number; end: number; to: string };

/** Names each edit; those that would have one name are told apart by their order in the text. */
export function nameEdits(edits: readonly Edit[]): MutantName[] {
  const names: MutantName[] = [];
  const seen = new Map<string, number>();
  for (const { edit, index } of edits
    .map((edit, index) => ({ edit, index }))
    .toSorted((a, b) => a.edit.start - b.edit.start)) {
    const { where, text, start, end } = edit;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = text.indexOf('\n', start);
    const name = {
      where,
      line: text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).trim(),
      from: inOneLine(text.slice(start, end)),
      to: inOneLine(edit.to),
    };
    const nth = (seen.get(nameOf(name)) ?? 0) + 1;
    seen.set(nameOf(name), nth);
    names[index] = { ...name, nth };
  }
  return names;
}
