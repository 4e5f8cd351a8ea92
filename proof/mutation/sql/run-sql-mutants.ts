import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameEdits, type TriedMutant } from '../judge-mutants.ts';
import { openTestRunner, type TestRunner } from '../open-test-runner.ts';
import { expectNoFailure, tryMutant } from '../try-mutant.ts';
import { mutantsOf } from './sql-mutants.ts';

const configFile = fileURLToPath(new URL('vitest.config.ts', import.meta.url));
const allRight = { wrongStatement: null, statementsTo: null };

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
  const runner = await openTestRunner(configFile);
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
      const { statement, text, closest } = mutant;
      const provided = { ...allRight, wrongStatement: { name: statement, text } };
      const one = { ...name, ...(await tryMutant(runner, { provided, allRight, steps: [{ files: closest }, {}] })) };
      tried.push(one);
      tell(one, tried.length, mutants.length);
    }
    // A switch that sticks would have killed everything after the first.
    await expectNoFailure(runner, allRight);
    return tried;
  } finally {
    await runner.close();
  }
}

/** Every statement that the tests have loaded, by its name. Of a batched one the text as it stands comes first: that is the one. */
async function readStatements(runner: TestRunner): Promise<Map<string, string>> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-statements-'));
  const statementsTo = join(directory, 'statements.jsonl');
  try {
    await expectNoFailure(runner, { ...allRight, statementsTo });
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
