import type { Evidence } from '#proof/evidence.ts';
import type { Outcome } from './outcome.ts';

/** Nothing failed, and nothing was found. */
export const isGood = ({ exitCode, evidence }: Outcome): boolean =>
  exitCode === 0 && evidence.every(({ violations }) => violations === 0);

/** The end of a run, as a person reads it in a terminal. */
export function formatSummary(outcome: Outcome): string {
  const { tests, seed, milliseconds, notRun } = outcome;
  const rows = outcome.evidence
    .toSorted(byName)
    .map((one) => `${one.violations === 0 ? '  ' : '! '}${one.proof} (${one.on}): ${formatCounts(one)}`);
  const not = notRun.map(({ proof, why }) => `  ${proof}: ${why}`);
  return [
    'What was tried, and what was found:',
    ...rows,
    ...(not.length > 0 ? ['', 'Not run here, and so not shown here:', ...not] : []),
    '',
    `${tests.passed} proofs passed, ${tests.failed} failed, ${tests.skipped} not run; ${sumViolations(outcome)} violations; ` +
      `seed ${seed}; ${Math.round(milliseconds / 1000)} s.`,
  ].join('\n');
}

/** The same as a table of Markdown. */
export const formatTable = ({ evidence }: Outcome): string =>
  [
    '| what was tried | on | how much | violations | seconds |',
    '| --- | --- | --- | --- | --- |',
    ...evidence
      .toSorted(byName)
      .map(
        (one) =>
          `| ${inCell(one.proof)} | ${inCell(one.on)} | ${listCounts(one.counts)} | ${one.violations} | ${seconds(one)} |`,
      ),
  ].join('\n');

export const sumViolations = ({ evidence }: Outcome): number =>
  evidence.reduce((sum, { violations }) => sum + violations, 0);

const byName = (one: Evidence, other: Evidence): number =>
  one.proof.localeCompare(other.proof, 'en', { numeric: true }) || one.on.localeCompare(other.on, 'en');

const formatCounts = (one: Evidence): string =>
  `${listCounts(one.counts)}; ${one.violations} violations; ${seconds(one)} s`;

const listCounts = (counts: Evidence['counts']): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count.toLocaleString('en')} ${name.replaceAll('_', ' ')}`)
    .join(', ');

const seconds = ({ milliseconds }: Evidence): string => (milliseconds / 1000).toFixed(1);
const inCell = (text: string): string => text.replaceAll('|', '\\|');
