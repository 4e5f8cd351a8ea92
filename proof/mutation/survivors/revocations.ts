import type { ExplainedSurvivor } from '../judge-mutants.ts';

const following = 'features/revocations/follow-revocations.ts';
const store = 'features/revocations/store.ts';
const alwaysARow = 'Cannot be met: an INSERT without a condition answers its row. The type does not know.';
const shortPage =
  'A page that is not full is the last one: without this there is one empty page more, which nobody sees.';

export const revocationSurvivors: readonly ExplainedSurvivor[] = [
  {
    where: following,
    line: 'polls += 1;',
    from: 'polls += 1',
    to: 'polls -= 1',
    why: 'Only that every sixtieth is met counts, and it is met downwards as well.',
  },
  {
    where: following,
    line: 'await Promise.race([work, tooLong]).finally(() => clearTimeout(timer));',
    from: '() => clearTimeout(timer)',
    to: '() => undefined',
    why: 'A timer that is left rings a second later for nobody; it only costs its place.',
  },
  {
    where: store,
    line: "if (created === undefined) throw new Error('revocations.create returned no row');",
    from: 'created === undefined',
    to: 'false',
    why: alwaysARow,
  },
  {
    where: store,
    line: "if (created === undefined) throw new Error('revocations.create returned no row');",
    from: "'revocations.create returned no row'",
    to: '""',
    why: alwaysARow,
  },
  {
    where: store,
    line: 'reached = found.length < limit ? upTo : (found.at(-1)?.sequence ?? upTo);',
    from: 'found.length < limit',
    to: 'false',
    why: shortPage,
  },
  {
    where: store,
    line: 'reached = found.length < limit ? upTo : (found.at(-1)?.sequence ?? upTo);',
    from: 'found.at(-1)?.sequence',
    to: 'found.at(-1).sequence',
    why: 'Cannot be met: a page that is full has a last line. The type does not know.',
  },
];
