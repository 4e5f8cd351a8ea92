import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { makeDirectory } from '#test/global-setup.ts';
import { nameEdits, type TriedMutant } from './judge-mutants.ts';
import { serverSource } from './session-core.ts';
import { onMutantTried, type StrykerResult } from './stryker-reporter.ts';

const verdicts: Readonly<Record<StrykerResult['status'], TriedMutant['verdict']>> = {
  Killed: 'killed',
  Timeout: 'timed out',
  Survived: 'survived',
  NoCoverage: 'not covered',
  CompileError: 'invalid',
  RuntimeError: 'invalid',
  Ignored: 'invalid',
  Pending: 'invalid',
};

/** Stryker loads its reporters by name; this one lets a mutant be told as soon as it was tried. */
const reporter = fileURLToPath(new URL('stryker-reporter.ts', import.meta.url));

/**
 * Tries every mutant of these files on the tests of the session core, on a copy of the tree in memory. One at a time: two of them
 * would make each other slow, and what is slow looks like a mutant that never comes to its end.
 *
 * @param files from the server's source
 * @param tell is called after each mutant
 * @throws where the tests do not pass on the right code
 */
export async function runStryker(files: readonly string[], tell: (tried: TriedMutant) => void): Promise<TriedMutant[]> {
  const directory = makeDirectory();
  const forget = onMutantTried((result) => {
    for (const one of nameTried([result])) tell(one);
  });
  try {
    const results = await new Stryker({
      mutate: files.map((file) => join(serverSource, file)),
      testRunner: 'vitest',
      plugins: ['@stryker-mutator/vitest-runner', reporter],
      vitest: { configFile: 'proof/mutation/vitest.config.ts', related: false, pool: 'forks' },
      coverageAnalysis: 'perTest',
      concurrency: 1,
      // A machine that does something else as well is slow too.
      timeoutMS: 30_000,
      timeoutFactor: 3,
      reporters: ['tell', 'progress-append-only'],
      tempDirName: join(directory, 'stryker'),
      ignorePatterns: ['**', '!proof/**', '!packages/server/**', '!package.json', '!tsconfig*.json', '**/node_modules'],
      allowConsoleColors: false,
      checkers: [],
    }).runMutationTest();
    return nameTried(results);
  } finally {
    forget();
    rmSync(directory, { recursive: true, force: true });
  }
}

const nameTried = (results: readonly StrykerResult[]): TriedMutant[] => {
  const names = nameEdits(results.map(editOf));
  return results.flatMap((result, index) => {
    const name = names[index];
    const killedBy = result.killedBy?.[0] ?? null;
    return name === undefined ? [] : [{ ...name, verdict: verdicts[result.status], killedBy }];
  });
};

/** The place in the file, which Stryker tells by lines and columns. */
function editOf({ fileName, location, replacement }: StrykerResult) {
  const text = readFileSync(fileName, 'utf8');
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offsetOf = ({ line, column }: { line: number; column: number }): number =>
    (lineStarts[line - 1] ?? 0) + column - 1;
  return {
    where: fileName.slice(fileName.indexOf(serverSource) + serverSource.length + 1),
    text,
    start: offsetOf(location.start),
    end: offsetOf(location.end),
    to: replacement,
  };
}
