import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'portress-ci-'));
const checkReport = { passed: 12, failed: 0 };

/** Writes the planted reports and asks a script of .ci about them, by their places in this order. */
function run(script, reports) {
  const paths = reports.map((report, index) => {
    const path = join(folder, `${index}.json`);
    if (report !== undefined) writeFileSync(path, typeof report === 'string' ? report : JSON.stringify(report));
    return report === undefined ? join(folder, 'none.json') : path;
  });
  const { stdout, status } = spawnSync(process.execPath, [resolve('.ci', script), ...paths], { encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), status };
}

/** What is not planted was good, and was not asked once more; `null` says that there is no report. */
const sum = ({
  suitesFirst = suites(),
  proofs = suites(),
  browserFirst = browser(),
  suitesAgain,
  browserAgain,
  proofsAgain,
}) =>
  run(
    'sum.mjs',
    [suitesFirst, proofs, checkReport, browserFirst, suitesAgain, proofsAgain, browserAgain].map(
      (one) => one ?? undefined,
    ),
  );

const suite = (name, ...tests) => ({
  name: resolve('packages/server/test', name),
  status: tests.some(({ status }) => status === 'failed') ? 'failed' : 'passed',
  message: '',
  assertionResults: tests,
});
const suiteTest = (title, status, ...failureMessages) => ({
  ancestorTitles: ['on SQLite'],
  title,
  fullName: `on SQLite ${title}`,
  status,
  failureMessages,
});
const suites = (...testResults) => ({ testResults });

const browserTest = (file, title, status, error) => ({
  file,
  title,
  tests: [
    {
      status: { passed: 'expected', failed: 'unexpected' }[status] ?? 'skipped',
      annotations: status === 'skipped' ? [{ type: 'skip' }] : [],
      results: status === 'not reached' ? [] : [{ errors: error ? [{ message: error, stack: error }] : [] }],
    },
  ],
});
const browser = (...specs) => ({
  errors: [],
  suites: [{ title: 'cats.spec.ts', specs: [], suites: [{ title: 'on a phone', specs }] }],
});

const race = `Error: \u001b[2mexpected\u001b[22m 1 to be 2\n\nExpected: 2\nReceived: 1\n    at ask (${resolve('e2e/equipment/ask.ts')}:3:1)\n    at ${resolve('e2e/cats.spec.ts')}:128:30`;

test('what passes when it is asked once more counts as passed, and is named with its error and its line', () => {
  const { lines, status } = sum({
    suitesFirst: suites(
      suite(
        'a.test.ts',
        suiteTest(
          'one',
          'failed',
          `AssertionError: 3 is not 4\n    at ${resolve('packages/server/test/a.test.ts')}:9:5`,
        ),
        suiteTest('two', 'passed'),
      ),
    ),
    proofs: suites(suite('b.test.ts', suiteTest('three', 'failed', 'Error: late'))),
    browserFirst: browser(
      browserTest('cats.spec.ts', 'deletes', 'failed', race),
      browserTest('cats.spec.ts', 'adds', 'passed'),
    ),
    suitesAgain: suites(suite('a.test.ts', suiteTest('one', 'passed'), suiteTest('two', 'passed'))),
    proofsAgain: suites(suite('b.test.ts', suiteTest('three', 'passed'))),
    browserAgain: browser(browserTest('cats.spec.ts', 'deletes', 'passed')),
  });
  expect(lines).toEqual([
    'UNSTEADY (failed beside the others, passed by itself): a.test.ts: on SQLite one',
    '    AssertionError: 3 is not 4',
    '    at packages/server/test/a.test.ts:9',
    'UNSTEADY (failed beside the others, passed by itself): b.test.ts: on SQLite three',
    '    Error: late',
    'UNSTEADY (failed beside the others, passed by itself): cats.spec.ts: on a phone › deletes',
    '    Error: expected 1 to be 2',
    '    Expected: 2',
    '    Received: 1',
    '    at e2e/cats.spec.ts:128',
    'suites: 2 passed, 0 failed',
    'proof: 1 passed, 0 failed',
    'check: 12 passed, 0 failed',
    'browser: 2 passed, 0 failed',
    '17 passed, 0 failed',
  ]);
  expect(status).toBe(0);
});

test('what fails both times has failed, and a skip is neither', () => {
  const failing = browser(
    browserTest('cats.spec.ts', 'deletes', 'failed', race),
    browserTest('cats.spec.ts', 'later', 'skipped'),
  );
  const { lines, status } = sum({ browserFirst: failing, browserAgain: failing });
  expect(lines.slice(0, 1)).toEqual(['FAILED in browser: cats.spec.ts: on a phone › deletes']);
  expect(lines.slice(-2)).toEqual(['browser: 0 passed, 1 failed, 1 skipped', '12 passed, 1 failed']);
  expect(status).toBe(1);
});

test('a test that was not reached after another has failed too, and no report is a failure', () => {
  const { lines, status } = sum({
    suitesFirst: null,
    proofs: null,
    browserFirst: browser(
      browserTest('cats.spec.ts', 'first', 'failed', race),
      browserTest('cats.spec.ts', 'second', 'not reached'),
    ),
    browserAgain: '{ "suites": [',
  });
  expect(lines.slice(-5)).toEqual([
    'suites: 0 passed, 1 failed (no report)',
    'proof: 0 passed, 1 failed (no report)',
    'check: 12 passed, 0 failed',
    'browser: 0 passed, 1 failed (the second report is not whole)',
    '12 passed, 3 failed',
  ]);
  expect(status).toBe(1);
  const alone = sum({ browserFirst: browser(browserTest('cats.spec.ts', 'second', 'not reached')) });
  expect(alone.lines[0]).toBe('FAILED in browser: cats.spec.ts: on a phone › second (did not run)');
});

test('a file that does not load is a failure until it loads', () => {
  const unloaded = { ...suite('a.test.ts'), status: 'failed', message: 'SyntaxError: Unexpected token' };
  const first = sum({ suitesFirst: suites(unloaded) });
  expect(first.lines.slice(0, 2)).toEqual([
    'FAILED in suites: a.test.ts does not load',
    '    SyntaxError: Unexpected token',
  ]);
  const second = suites(suite('a.test.ts', suiteTest('one', 'passed')));
  const both = sum({ suitesFirst: suites(unloaded), suitesAgain: second });
  expect(both.lines.at(-1)).toBe('13 passed, 0 failed');
});

test('up to three failed browser tests are asked once more, with their whole file where it was cut short', () => {
  const failed = (...titles) => titles.map((title) => browserTest('cats.spec.ts', title, 'failed', race));
  expect(run('failed-tests.mjs', [browser(...failed('deletes', 'adds'))]).lines).toEqual([
    'cats.spec.ts › on a phone › deletes',
    'cats.spec.ts › on a phone › adds',
  ]);
  const cutShort = browser(...failed('deletes'), browserTest('cats.spec.ts', 'then', 'not reached'));
  expect(run('failed-tests.mjs', [cutShort]).lines).toEqual(['cats.spec.ts']);
  expect(run('failed-tests.mjs', [browser(...failed('a › b'))]).lines).toEqual(['cats.spec.ts']);
  for (const none of [browser(...failed('1', '2', '3', '4')), undefined])
    expect(run('failed-tests.mjs', [none]).lines).toEqual(['']);
});
