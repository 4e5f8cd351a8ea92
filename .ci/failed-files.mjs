// Prints the test files of a Vitest report that failed, in one line, where they are few; a change that breaks many needs no
// second look.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const mostFiles = 3;

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const failed = report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
if (failed.length <= mostFiles) console.log(failed.join(' '));
