import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './outcome.ts';
import { formatTable, sumViolations } from './summary.ts';

const page = fileURLToPath(new URL('../../docs/proof.md', import.meta.url));
const [begin, end] = ['<!-- run: begin -->', '<!-- run: end -->'];

/** Puts what a whole long run has come to into docs/proof.md. */
export function writeSummary(outcome: Outcome): void {
  writeFileSync(page, insertSummary(readFileSync(page, 'utf8'), outcome));
  console.log('\nWritten to docs/proof.md.');
}

/** @throws where the page has no place for it */
export function insertSummary(text: string, outcome: Outcome): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/proof.md has lost its marks "${begin}" and "${end}"`);
  return `${text.slice(0, from + begin.length)}\n${describe(outcome)}\n${text.slice(to)}`;
}

function describe(outcome: Outcome): string {
  const { tests, seed, milliseconds, notRun } = outcome;
  const not = notRun.map(({ proof, why }) => `- ${proof}: ${why}`);
  return [
    `Run on ${new Date().toISOString().slice(0, 10)} by \`npm run proof -- --long --seed ${seed}\`: ${Math.round(milliseconds / 60_000)} minutes, ` +
      `${tests.passed} proofs passed, ${tests.failed} failed, ${tests.skipped} not run, **${sumViolations(outcome)} violations**. ` +
      `${cpus()[0]?.model.trim() ?? 'a processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB · Linux ${release()} · Node ${process.versions.node}.`,
    '',
    formatTable(outcome),
    ...(not.length > 0 ? ['', 'Not run on that machine:', '', ...not] : []),
  ].join('\n');
}
