// Reads what Vitest and Playwright reported into one shape, for the sum and for the second look.
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Told one test of a report
 * @property {string} file as the report names it
 * @property {string[]} path the titles that lead to the test, its own last; none for a file that does not load
 * @property {string} title the file's name and the path, as a person reads them
 * @property {'passed' | 'failed' | 'skipped' | 'did not run'} status
 * @property {string[]} why the first lines of the error, and where in the test it was
 */

/** @returns {any} the report, or undefined where whatever should have written it did not come so far */
export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {Told[]} of a report of Vitest; a file that does not even load is a test that failed */
export function testsOfSuites({ testResults }) {
  return testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const told = (path, title, outcome, error) => ({
      file,
      path,
      title: `${basename(file)}${title}`,
      status: outcome,
      why: outcome === 'failed' ? explain(error, file) : [],
    });
    if (status === 'failed' && assertionResults.length === 0) return [told([], ' does not load', 'failed', message)];
    return assertionResults.map((one) =>
      told(
        [...one.ancestorTitles, one.title],
        `: ${one.fullName}`,
        one.status === 'passed' || one.status === 'failed' ? one.status : 'skipped',
        one.failureMessages?.[0],
      ),
    );
  });
}

/** @returns {Told[]} of a report of Playwright; what was not reached after a failure before it is told apart from a skip */
export function testsOfBrowser({ suites }) {
  return suites.flatMap((suite) => testsIn(suite, []));
}

function testsIn({ suites = [], specs = [] }, above) {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests.map((test) => {
      const path = [...above, title];
      const status = statusOf(test);
      const error = test.results.at(-1)?.errors[0];
      const why = status === 'failed' ? explain(error?.stack ?? error?.message, file) : [];
      return { file, path, title: `${file}: ${path.join(' › ')}`, status, why };
    }),
  );
  return [...own, ...suites.flatMap((suite) => testsIn(suite, suite.title === '' ? above : [...above, suite.title]))];
}

function statusOf({ status, annotations, results }) {
  if (status === 'expected' || status === 'flaky') return 'passed';
  if (status === 'unexpected') return 'failed';
  const isMeant = [...annotations, ...results.flatMap((one) => one.annotations ?? [])].some(
    ({ type }) => type === 'skip' || type === 'fixme',
  );
  return isMeant ? 'skipped' : 'did not run';
}

const mostLines = 8;
const widest = 200;

/** The message before the stack, cut short, and the line of the test itself from which it came. */
function explain(error, file) {
  const lines = stripVTControlCharacters(error ?? 'no message')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const frames = lines.filter((line) => /^\s+at /.test(line));
  const words = lines.filter((line) => !/^\s+at /.test(line)).slice(0, mostLines);
  const name = basename(file);
  const here =
    frames.find((frame) => frame.includes(`${name}:`)) ?? frames.find((one) => !one.includes('node_modules'));
  const at = here && /(?:file:\/\/)?(\/[^():]+|[^\s():]+):(\d+)(?::\d+)?\)?$/.exec(here);
  return [
    ...words.map((line) => line.slice(0, widest)),
    ...(at ? [`at ${at[1].startsWith('/') ? relative('.', at[1]) : at[1]}:${at[2]}`] : []),
  ];
}
