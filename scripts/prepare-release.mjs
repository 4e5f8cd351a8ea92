// Gives the next release its version, in every package and in CHANGELOG.md. A person looks at it, commits and tags.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { isLater, releaseUnreleased } from './release/changelog.mjs';
import { setVersion } from './release/set-version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = `Usage: npm run prepare-release -- VERSION
Writes VERSION into every package.json, package-lock.json and the OpenAPI document, and moves what CHANGELOG.md has below
[Unreleased] below [VERSION]. Nothing is committed, tagged or published.

  --help    this text`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) console.log(usage);
  else if (positionals.length === 1) prepare(positionals[0]);
  else throw Object.assign(new Error('one version is needed'), { code: 'ERR_PARSE_ARGS' });
} catch (error) {
  const isUsage = error.code?.startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = isUsage ? 2 : 1;
}

function prepare(version) {
  const { version: former } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // The version that is there already may still be unreleased: that of the first release, or of one that was taken back.
  if (version !== former && !isLater(version, former)) throw new Error(`${version} is not later than ${former}`);
  const changed = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (changed !== '') throw new Error(`Commit or put away first what is not committed:\n${changed.trimEnd()}`);
  const changelog = join(root, 'CHANGELOG.md');
  const date = new Date().toISOString().slice(0, 10);
  const text = releaseUnreleased(readFileSync(changelog, 'utf8'), { version, date });
  setVersion(root, version);
  writeFileSync(changelog, text);
  execFileSync(process.execPath, [join(root, 'scripts/openapi.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  execFileSync(process.execPath, [join(root, 'scripts/postman.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(`This is ${version} now, after ${former}. Look at \`git diff\`, and then:

  git commit --all --message "Release ${version}"
  git tag --annotate v${version} --message "Portress ${version}"
  git push --follow-tags`);
}
