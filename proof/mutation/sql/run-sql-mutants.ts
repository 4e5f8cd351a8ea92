import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameEdits, type TriedMutant } from '../judge-mutants.ts';
import { openTestRunner, type TestRunner } from './open-test-runner.ts';
import { mutantsOf, type SqlMutant } from './sql-mutants.ts';

/** On a machine that does nothing else they take some seconds, and half a minute. */
const longest = { closestSeconds: 120, allSeconds: 600 };

/** Of the statements whose names begin with `prefix`, and which tests look closest at them. */
type Statements = { prefix: string; closest: readonly string[] };

/**
 * Tries every mutant of the statements, one after the other: first on the tests that look closest, then, where these see nothing,
 * on all.
 *
 * @param among only statements whose names have this in them
 * @param tell is called after each mutant
 * @throws where the tests do not pass on the right statements, before the mutants or after them
 */
export async function runSqlMutants(
  statements: readonly Statements[],
  among: string,
  tell: (tried: TriedMutant, done: number, all: number) => void,
): Promise<TriedMutant[]> {
  const runner = await openTestRunner();
  try {
    const texts = await readStatements(runner);
    const mutants = statements.flatMap(({ prefix, closest }) =>
      [...texts]
        .filter(([name]) => name.startsWith(prefix) && name.includes(among))
        .flatMap(([name, text]) => mutantsOf(name, text))
        .map((mutant) => ({ ...mutant, closest })),
    );
    const names = nameEdits(
      mutants.map(({ statement, at, from, to }) => ({
        where: statement,
        text: texts.get(statement) ?? '',
        start: at,
        end: at + from.length,
        to,
      })),
    );
    const tried: TriedMutant[] = [];
    for (const [index, name] of names.entries()) {
      const mutant = mutants[index];
      if (mutant === undefined) throw new Error('A name has no mutant.');
      const one = { ...name, ...(await tryMutant(runner, mutant)) };
      tried.push(one);
      tell(one, tried.length, mutants.length);
    }
    // A switch that sticks would have killed everything after the first.
    await expectNoFailure(runner);
    return tried;
  } finally {
    await runner.close();
  }
}

async function tryMutant(
  runner: TestRunner,
  { statement: name, text, closest }: SqlMutant & { closest: readonly string[] },
): Promise<Pick<TriedMutant, 'verdict' | 'killedBy'>> {
  const wrong = { name, text };
  for (const run of [
    { wrong, files: closest, longestSeconds: longest.closestSeconds },
    { wrong, longestSeconds: longest.allSeconds },
  ]) {
    const { failed, isEnded } = await runner.run(run);
    if (failed !== null) return { verdict: 'killed', killedBy: failed };
    if (isEnded) return { verdict: 'timed out', killedBy: null };
  }
  return { verdict: 'survived', killedBy: null };
}

/** Every statement that the tests have loaded, by its name. Of a batched one the text as it stands comes first: that is the one. */
async function readStatements(runner: TestRunner): Promise<Map<string, string>> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-statements-'));
  const statementsTo = join(directory, 'statements.jsonl');
  try {
    await expectNoFailure(runner, statementsTo);
    const found = new Map<string, string>();
    for (const line of readFileSync(statementsTo, 'utf8').trimEnd().split('\n')) {
      const { name, text } = JSON.parse(line) as { name: string; text: string };
      if (!found.has(name)) found.set(name, text);
    }
    return found;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function expectNoFailure(runner: TestRunner, statementsTo?: string): Promise<void> {
  const { failed, passed } = await runner.run({
    longestSeconds: longest.allSeconds,
    ...(statementsTo !== undefined && { statementsTo }),
  });
  if (failed !== null) throw new Error(`The tests do not pass on the right statements: ${failed}`);
  if (passed === 0) throw new Error('No test has run.');
}
