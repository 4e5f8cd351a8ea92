import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TriedMutant } from '../judge-mutants.ts';
import { openTestRunner, type TestRunner } from '../open-test-runner.ts';
import { expectNoFailure, tryMutant } from '../try-mutant.ts';
import { type CodeMutant, instrumentCore } from './instrument-core.ts';

const configFile = fileURLToPath(new URL('vitest.config.ts', import.meta.url));
const allRight = { activeMutant: null, coverageTo: null };
/** A run is one process of tests and one that reads the sources: more than two at once would only make each other slow. */
const lanes = Math.min(2, availableParallelism());

/**
 * Tries every mutant of the session core on those of its tests that come by it.
 *
 * @param among only files whose names have this in them
 * @param tell is called after each mutant
 * @throws where the tests do not pass on the right code, before the mutants or after them
 */
export async function runCodeMutants(
  among: string,
  tell: (tried: TriedMutant, done: number, all: number) => void,
): Promise<TriedMutant[]> {
  const mutants = (await instrumentCore()).mutants.filter(({ name }) => name.where.includes(among));
  const runners = await Promise.all(Array.from({ length: lanes }, () => openTestRunner(configFile)));
  try {
    const [first] = runners;
    if (first === undefined) throw new Error('There is no test runner.');
    const filesOf = await findCoverage(first);
    const waiting = mutants.values();
    const tried: TriedMutant[] = [];
    const lane = async (runner: TestRunner): Promise<void> => {
      for (const mutant of waiting) {
        const one = { ...mutant.name, ...(await tryOn(runner, mutant, filesOf(mutant))) };
        tried.push(one);
        tell(one, tried.length, mutants.length);
      }
    };
    await Promise.all(runners.map(lane));
    // A switch that sticks would have killed everything after the first.
    for (const runner of runners) await expectNoFailure(runner, allRight);
    return tried;
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
}

async function tryOn(
  runner: TestRunner,
  { id, name }: CodeMutant,
  files: readonly string[],
): Promise<Pick<TriedMutant, 'verdict' | 'killedBy'>> {
  if (files.length === 0) return { verdict: 'not covered', killedBy: null };
  const { true: beside = [], false: others = [] } = Object.groupBy(files, (file) =>
    file.includes(`${dirname(name.where)}/`) ? 'true' : 'false',
  );
  const steps = [beside, others].filter((some) => some.length > 0).map((some) => ({ files: some }));
  return tryMutant(runner, { provided: { ...allRight, activeMutant: id }, allRight, steps });
}

/** Runs each file of tests by itself, on the right code. @returns the files that come by a mutant */
async function findCoverage(runner: TestRunner): Promise<(mutant: CodeMutant) => string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-coverage-'));
  const coverageTo = join(directory, 'coverage.json');
  const seen: { file: string; ids: ReadonlySet<string> }[] = [];
  try {
    for (const file of await runner.listFiles()) {
      await expectNoFailure(runner, { ...allRight, coverageTo }, { files: [file] });
      seen.push({ file, ids: new Set(JSON.parse(readFileSync(coverageTo, 'utf8')) as string[]) });
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return ({ id }) => seen.filter(({ ids }) => ids.has(id)).map(({ file }) => file);
}
