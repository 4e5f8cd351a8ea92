// Adds up what the suites, the steps of `npm run check` and the browser tests reported; ends with `N passed, N failed`.
//
//   node .ci/sum.mjs SUITES CHECK BROWSER SUITES-AGAIN
//
// SUITES-AGAIN is there when a few files failed beside all others and were run once more by themselves. Its verdict counts for
// them, and what passed only there is named as unsteady.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [suites, check, browser, again] = process.argv.slice(2);
const first = read(suites);
const second = existsSync(again) ? read(again) : undefined;
const results = [countSuites('suites', first, second), countSteps('check', read(check)), countBrowser(read(browser))];

if (first !== undefined && second !== undefined)
  for (const title of titlesThat('failed', first).filter((one) => titlesThat('passed', second).includes(one)))
    console.log(`UNSTEADY (failed beside the others, passed by itself): ${title}`);
for (const { name, failures } of results) for (const title of failures) console.log(`FAILED in ${name}: ${title}`);
for (const { name, passed, failed, skipped, note = '' } of results)
  console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${note}`);
const total = (key) => results.reduce((sum, entry) => sum + entry[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') > 0 ? 1 : 0;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** No report at all is a failure too: whatever should have written it did not come so far. */
function noReport(name) {
  return { name, passed: 0, failed: 1, skipped: 0, failures: [], note: ' (no report)' };
}

function countSuites(name, report, later) {
  if (report === undefined) return noReport(name);
  const isLater = (file) => later?.testResults.some((one) => one.name === file.name) ?? false;
  const files = [...report.testResults.filter((file) => !isLater(file)), ...(later?.testResults ?? [])];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const withStatus = (status) => tests.filter((one) => one.status === status).length;
  // A file that does not even load has no test that could fail.
  const broken = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  return {
    name,
    passed: withStatus('passed'),
    failed: withStatus('failed') + broken.length,
    skipped: tests.length - withStatus('passed') - withStatus('failed'),
    failures: [
      ...titlesThat('failed', { testResults: files }),
      ...broken.map((file) => `${basename(file.name)} does not load`),
    ],
  };
}

/** @returns {string[]} file and title of each test of a Vitest report that ended so */
function titlesThat(status, { testResults }) {
  return testResults.flatMap((file) =>
    file.assertionResults
      .filter((one) => one.status === status)
      .map(({ fullName }) => `${basename(file.name)}: ${fullName}`),
  );
}

function countSteps(name, report) {
  if (report === undefined) return noReport(name);
  return { name, passed: report.passed, failed: report.failed, skipped: 0, failures: [] };
}

function countBrowser(report) {
  if (report === undefined) return noReport('browser');
  const { expected, flaky, unexpected, skipped } = report.stats;
  const passed = expected + flaky;
  const failed = unexpected + report.errors.length;
  return { name: 'browser', passed, failed, skipped, failures: report.suites.flatMap(findUnexpected) };
}

function findUnexpected({ suites = [], specs = [] }) {
  const own = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`);
  return [...own, ...suites.flatMap(findUnexpected)];
}
