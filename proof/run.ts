// npm run proof: what no suite in one process can show. Real nodes are killed, cut off, starved and set to wrong times; the
// session core is run in every order; and whatever a machine cannot try is said.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listAbilities } from './command/abilities.ts';
import { readOptions, usage } from './command/options.ts';
import { readOutcome } from './command/outcome.ts';
import { listProofs, runProofs } from './command/run-proofs.ts';
import { formatSummary, isGood } from './command/summary.ts';
import { writeSummary } from './command/write-summary.ts';

const options = readOptions(process.argv.slice(2));
if ('refusal' in options) {
  console.error(`${options.refusal}\n\n${usage}`);
  process.exitCode = 2;
} else if (options.isHelp) console.log(usage);
else if (options.isList) process.exitCode = await listProofs(options.only);
else {
  const directory = mkdtempSync(join(tmpdir(), 'portress-proof-'));
  try {
    console.log(`${listAbilities()}\n`);
    const run = { ...options, evidence: join(directory, 'evidence.jsonl'), report: join(directory, 'report.json') };
    const startedAt = performance.now();
    const exitCode = await runProofs(run);
    const outcome = readOutcome(run, { exitCode, milliseconds: performance.now() - startedAt });
    console.log(`\n${formatSummary(outcome)}`);
    if (options.isLong && options.only.length === 0) writeSummary(outcome);
    process.exitCode = isGood(outcome) ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
