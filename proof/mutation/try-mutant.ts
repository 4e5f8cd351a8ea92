import type { ProvidedContext } from 'vitest';
import type { TriedMutant } from './judge-mutants.ts';
import { outsideOfTests, type TestRunner } from './open-test-runner.ts';

/** On a machine that does nothing else all tests together take ten seconds. */
const longestSeconds = 300;

/** Which test files are run, all of them by default. */
type Step = { files?: readonly string[] };

/**
 * Shows one mutant to the tests, step by step: those that look closest first, and the others where these have seen nothing.
 *
 * @param provided what tells the tests which mutant it is
 * @param allRight what tells them that there is none
 * @throws where they do not run at all, with a mutant or without
 */
export async function tryMutant(
  runner: TestRunner,
  {
    provided,
    allRight,
    steps,
  }: { provided: Partial<ProvidedContext>; allRight: Partial<ProvidedContext>; steps: readonly Step[] },
): Promise<Pick<TriedMutant, 'verdict' | 'killedBy'>> {
  for (const step of steps) {
    const { failed, isEnded } = await runner.run({ provided, longestSeconds, ...step });
    if (failed === outsideOfTests) await expectNoFailure(runner, allRight, step);
    if (failed !== null) return { verdict: 'killed', killedBy: failed };
    if (isEnded) return { verdict: 'timed out', killedBy: null };
  }
  return { verdict: 'survived', killedBy: null };
}

/**
 * A test that fails on what is right would seem to find every mutant.
 *
 * @throws where one fails, or none runs
 */
export async function expectNoFailure(
  runner: TestRunner,
  provided: Partial<ProvidedContext>,
  step: Step = {},
): Promise<void> {
  const { failed, passed } = await runner.run({ provided, longestSeconds, ...step });
  if (failed !== null) throw new Error(`The tests do not pass on what is right: ${failed}`);
  if (passed === 0) throw new Error('No test has run.');
}
