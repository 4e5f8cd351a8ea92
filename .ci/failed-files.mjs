// Prints the test files of a Vitest report that failed, in one line, where they are few; a change that breaks many needs no
// second look.
import { relative } from 'node:path';
import { readReport } from './reports.mjs';

const mostFiles = 3;

const { testResults } = readReport(process.argv[2]) ?? { testResults: [] };
const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
if (failed.length <= mostFiles) console.log(failed.join(' '));
