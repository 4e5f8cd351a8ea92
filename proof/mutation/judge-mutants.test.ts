import { describe, expect, it } from 'vitest';
import { judgeMutants, nameEdits, type TriedMutant } from './judge-mutants.ts';

const mutant = (to: string, verdict: TriedMutant['verdict'] = 'killed'): TriedMutant => ({
  where: 'features/sessions/guard.ts',
  line: 'if (a < b) return;',
  from: '<',
  to,
  nth: 1,
  verdict,
  killedBy: null,
});
const explained = (to: string) => ({ ...mutant(to), why: 'the same for whole numbers' });

describe('what is said about mutants', () => {
  it('is nothing where every survivor is explained and every explanation has its survivor', () => {
    const tried = [mutant('<='), mutant('>', 'survived')];
    expect(judgeMutants(tried, [explained('>')])).toMatchObject({ unexplained: [], outdated: [], score: 0.5 });
  });

  it('a survivor that nobody has explained is named, also one that no test comes by', () => {
    const tried = [mutant('<=', 'survived'), mutant('>', 'not covered'), mutant('>=')];
    expect(judgeMutants(tried, []).unexplained.map(({ to }) => to)).toEqual(['<=', '>']);
  });

  it('an explanation is outdated when its mutant is killed by now, or gone, or another one of the same line', () => {
    const judge = (...tried: TriedMutant[]) => judgeMutants(tried, [explained('>')]).outdated;
    expect(judge(mutant('>'))).toHaveLength(1);
    expect(judge(mutant('<=', 'survived'))).toHaveLength(1);
    expect(judge({ ...mutant('>', 'survived'), nth: 2 })).toHaveLength(1);
    expect(judge({ ...mutant('>', 'survived'), line: 'if (b < c) return;' })).toHaveLength(1);
    expect(judge(mutant('>', 'survived'))).toEqual([]);
  });

  it('the score counts explained survivors against itself, and leaves out only what cannot be loaded', () => {
    const tried = [
      mutant('a'),
      mutant('b', 'timed out'),
      mutant('c', 'survived'),
      mutant('d', 'not covered'),
      mutant('e', 'invalid'),
    ];
    expect(judgeMutants(tried, [explained('c'), explained('d')])).toMatchObject({
      score: 0.5,
      killed: 1,
      timedOut: 1,
      survived: 2,
    });
    expect(judgeMutants([], []).score).toBe(0);
  });
});

describe('the name of a mutant', () => {
  const text = 'one();\n  a < b || a < c;\n';
  const edit = (start: number) => ({ where: 'x.ts', text, start, end: start + 1, to: '<=' });

  it('tells those of one line apart by their order, whichever is told first', () => {
    const [first, second] = [text.indexOf('<'), text.lastIndexOf('<')];
    const name = { where: 'x.ts', line: 'a < b || a < c;', from: '<', to: '<=' };
    expect(nameEdits([edit(second), edit(first)])).toEqual([
      { ...name, nth: 2 },
      { ...name, nth: 1 },
    ]);
  });

  it('stays the same where lines are added elsewhere', () => {
    const longer = `zero();\n${text}`;
    const there = { ...edit(longer.indexOf('<')), text: longer, end: longer.indexOf('<') + 1 };
    expect(nameEdits([there])).toEqual(nameEdits([edit(text.indexOf('<'))]));
  });
});
