import { spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProofOptions } from './options.ts';

export type ProofRun = ProofOptions & {
  /** Where each proof appends what it has tried, and where the test runner reports. */
  evidence: string;
  report: string;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const runner = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const config = 'proof/vitest.config.ts';
const mutants = fileURLToPath(new URL('../mutation/run-mutation.ts', import.meta.url));

/** @returns 0 where everything held: the proofs, and in a long run the mutants of the session core as well */
export async function runProofs(run: ProofRun): Promise<number> {
  const { isLong, seed, only, evidence, report, results } = run;
  const environment = {
    PROOF_EXTENT: isLong ? 'long' : 'short',
    PROOF_SEED: String(seed),
    PROOF_EVIDENCE: evidence,
  };
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ofProofs = await node([runner, 'run', '--config', config, ...reporters, ...only], environment);
  if (results !== undefined && existsSync(report)) copyFileSync(report, results);
  // Wrong versions of the code are tried on its own tests, by a runner of their own.
  const ofMutants = isLong && only.length === 0 ? await node([mutants], environment) : 0;
  return ofProofs === 0 ? ofMutants : ofProofs;
}

/** Prints the files of the proofs. */
export const listProofs = (only: readonly string[]): Promise<number> =>
  node([runner, 'list', '--filesOnly', '--config', config, ...only], {});

function node(args: readonly string[], environment: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...environment }, stdio: 'inherit' });
  // The runner ends what it has started, then itself: a second signal from here would come in between.
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', ignore);
      resolve(code ?? 1);
    });
  });
}
