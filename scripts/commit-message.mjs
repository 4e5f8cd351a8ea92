// The commit-msg hook: a first line that says something and fits into a list.
import { readFileSync } from 'node:fs';

const path = process.argv[2] ?? '';
const [subject = '', second = ''] = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('#'));

const faults = [
  subject.trim().length < 10 && 'say in the first line what the change does and why (at least 10 characters)',
  subject.length > 100 && `keep the first line under 100 characters (it has ${subject.length})`,
  /^(?:feat|fix|chore|docs|refactor|test|ci|build|style|perf)(?:\(.*\))?!?:/.test(subject) &&
    'plain words, no prefix like "feat:"',
  /^(?:wip|fixup!|squash!)/i.test(subject) && 'finish the change before it is committed',
  second.trim() !== '' && 'leave the second line empty',
].filter(Boolean);

for (const fault of faults) console.error(`commit message: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
