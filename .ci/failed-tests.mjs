// Prints the browser tests of a Playwright report that failed, where they are few, one a line, as its `--test-list` takes them.
// Where a test was not reached after the failed one, the whole file is asked: its tests go on from each other. So it is where a
// title holds the sign that parts titles in the list.
import { readReport, testsOfBrowser } from './reports.mjs';

const mostTests = 3;

const report = readReport(process.argv[2]);
const tests = report === undefined ? [] : testsOfBrowser(report);
const failed = tests.filter(({ status }) => status === 'failed');
const isCutShort = (file) => tests.some((one) => one.file === file && one.status === 'did not run');
const lines = failed.map(({ file, path }) =>
  isCutShort(file) || path.some((title) => title.includes('›')) ? file : [file, ...path].join(' › '),
);
if (failed.length <= mostTests) for (const line of new Set(lines)) console.log(line);
