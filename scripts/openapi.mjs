// docs/reference/openapi.json is made from the contracts; it is committed, so that a change of the wire shows in a review.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'docs/reference/openapi.json');

if (process.argv.includes('--help')) {
  console.log(`Usage: npm run openapi [-- --compare]
Writes docs/reference/openapi.json from the contracts; with --compare only says whether it is up to date.`);
} else if (process.argv.includes('--compare')) {
  compare();
} else {
  writeFileSync(committed, documentNow());
  console.log('docs/reference/openapi.json is written.');
}

function compare() {
  const before = existsSync(committed) ? readFileSync(committed, 'utf8') : '';
  const now = documentNow();
  if (before === now) return console.log(`${Object.keys(JSON.parse(now).paths).length} paths, as committed`);
  const [was, is] = [before.split('\n'), now.split('\n')];
  const line = is.findIndex((text, index) => text !== was[index]);
  console.error(`docs/reference/openapi.json does not match the contracts, first in line ${line + 1}:`);
  console.error(`  committed: ${was[line]?.trim() ?? '(nothing)'}\n  now:       ${is[line]?.trim() ?? '(nothing)'}`);
  console.error('Renew it with `npm run openapi` and look at the difference before you commit it.');
  process.exitCode = 1;
}

function documentNow() {
  const command = join(root, 'packages/server/src/cli/portress.ts');
  // A developer's own settings must not show in the committed document.
  const env = {
    ...process.env,
    NODE_ENV: 'development',
    PUBLIC_URL: 'http://localhost:8000',
    PRODUCT_NAME: 'Portress',
  };
  const printed = execFileSync(process.execPath, [command, 'openapi'], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return `${JSON.stringify(JSON.parse(printed), null, 2)}\n`;
}
