// Adds up what the suites, the steps of `npm run check` and the browser tests reported; ends with `N passed, N failed`.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const numbers = process.argv.slice(2).map((path) => {
  const name = basename(path, '.json');
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    return { name, ...count(report), failures: findFailures(report) };
  } catch {
    // No report at all is a failure too: whatever should have written it did not come so far.
    return { name, passed: 0, failed: 1, skipped: 0, note: ' (no report)' };
  }
});

/** @returns {{ passed: number, failed: number, skipped: number }} of a Vitest, a Playwright or our own report */
function count(report) {
  if (report.stats) {
    const { expected, flaky, unexpected, skipped } = report.stats;
    return { passed: expected + flaky, failed: unexpected + report.errors.length, skipped };
  }
  if (report.numTotalTests !== undefined) {
    // A file that does not even load has no test that could fail.
    const broken = report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    const skipped = report.numPendingTests + report.numTodoTests;
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length, skipped };
  }
  return { passed: report.passed, failed: report.failed, skipped: 0 };
}

/** @returns {string[]} what failed, by its title, so that the end of the output says it without a search */
function findFailures(report) {
  if (report.testResults !== undefined)
    return report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(
          ({ fullName, failureMessages }) =>
            `${basename(name)}: ${fullName}\n    ${failureMessages?.[0]?.split('\n', 1)[0]}`,
        ),
    );
  if (report.suites !== undefined) return report.suites.flatMap(findUnexpected);
  return report.failures ?? [];
}

function findUnexpected({ suites = [], specs = [] }) {
  const own = specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`);
  return [...own, ...suites.flatMap(findUnexpected)];
}

const total = (key) => numbers.reduce((sum, entry) => sum + entry[key], 0);
for (const { name, failures = [] } of numbers)
  for (const failure of failures) console.log(`FAILED in ${name}: ${failure}`);
for (const { name, passed, failed, skipped, note = '' } of numbers) {
  console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${note}`);
}
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') > 0 ? 1 : 0;
