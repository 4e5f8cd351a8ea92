// Adds up what the suites, the steps of `npm run check` and the browser tests reported; ends with `N passed, N failed`.
//
//   node .ci/sum.mjs SUITES PROOF CHECK BROWSER SUITES-AGAIN PROOF-AGAIN BROWSER-AGAIN
//
// The last three are there when a few failed beside all others and were run once more by themselves. Their verdict counts for
// these, and what passed only there is named as unsteady.
import { existsSync } from 'node:fs';
import { readReport, testsOfBrowser, testsOfSuites } from './reports.mjs';

const [suites, proof, check, browser, suitesAgain, proofAgain, browserAgain] = process.argv.slice(2);
const results = [
  count('suites', suites, suitesAgain, testsOfSuites),
  count('proof', proof, proofAgain, testsOfSuites),
  countSteps(readReport(check)),
  count('browser', browser, browserAgain, testsOfBrowser),
];

for (const { unsteady } of results)
  for (const test of unsteady) tell(`UNSTEADY (failed beside the others, passed by itself): ${test.title}`, test);
for (const { name, failures } of results) for (const test of failures) tell(`FAILED in ${name}: ${test.title}`, test);
for (const { name, passed, failed, skipped, note = '' } of results)
  console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${note}`);
const total = (key) => results.reduce((sum, entry) => sum + entry[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') > 0 ? 1 : 0;

function tell(headline, { why }) {
  console.log(headline);
  for (const line of why) console.log(`    ${line}`);
}

/** No report at all is a failure too: whatever should have written it did not come so far. */
function noReport(name, note = ' (no report)') {
  return { name, passed: 0, failed: 1, skipped: 0, failures: [], unsteady: [], note };
}

function count(name, path, againPath, read) {
  const report = readReport(path);
  if (report === undefined) return noReport(name);
  const again = readReport(againPath);
  if (again === undefined && existsSync(againPath ?? '')) return noReport(name, ' (the second report is not whole)');
  const first = read(report);
  const second = again === undefined ? [] : read(again);
  const keyOf = ({ file, path: titles }) => JSON.stringify([file, titles]);
  // A file that did not load the first time has other tests the second time, so the whole file is taken from there.
  const isUnloaded = (file) => first.some((one) => one.file === file && one.path.length === 0);
  const later = new Map(second.map((one) => [keyOf(one), one]));
  const kept = first.filter((one) => !isUnloaded(one.file) || !second.some(({ file }) => file === one.file));
  const tests = [
    ...kept.map((one) => later.get(keyOf(one)) ?? one),
    ...second.filter((one) => !kept.some((other) => keyOf(other) === keyOf(one))),
  ];
  const failures = tests.filter(({ status }) => status === 'failed' || status === 'did not run');
  const without = report.errors?.length ?? 0;
  return {
    name,
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failures.length + without + (again?.errors?.length ?? 0),
    skipped: tests.filter(({ status }) => status === 'skipped').length,
    failures: failures.map((one) =>
      one.status === 'did not run' ? { ...one, title: `${one.title} (did not run)` } : one,
    ),
    unsteady: first.filter((one) => one.status === 'failed' && later.get(keyOf(one))?.status === 'passed'),
  };
}

function countSteps(report) {
  if (report === undefined) return noReport('check');
  return { name: 'check', passed: report.passed, failed: report.failed, skipped: 0, failures: [], unsteady: [] };
}
