// docs/reference/openapi.json is made from the contracts, and the SDK's types from it; both are committed, so that a change
// of the wire shows in a review.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'docs/reference/openapi.json');
const types = join(root, 'packages/sdk/src/service.gen.ts');

if (process.argv.includes('--help')) {
  console.log(`Usage: npm run openapi [-- --compare]
Writes docs/reference/openapi.json from the contracts, and from it the types of the SDK; with --compare only says whether
both are up to date.`);
} else if (process.argv.includes('--compare')) {
  await compare();
} else {
  const document = documentNow();
  writeFileSync(committed, document);
  writeFileSync(types, await typesOf(document));
  console.log('docs/reference/openapi.json and packages/sdk/src/service.gen.ts are written.');
}

async function compare() {
  const before = existsSync(committed) ? readFileSync(committed, 'utf8') : '';
  const now = documentNow();
  const isTyped = existsSync(types) && readFileSync(types, 'utf8') === (await typesOf(now));
  if (before === now && isTyped) return console.log(`${Object.keys(JSON.parse(now).paths).length} paths, as committed`);
  if (before === now) {
    console.error('packages/sdk/src/service.gen.ts does not match the document. Renew it with `npm run openapi`.');
    process.exitCode = 1;
    return;
  }
  const [was, is] = [before.split('\n'), now.split('\n')];
  const line = is.findIndex((text, index) => text !== was[index]);
  console.error(`docs/reference/openapi.json does not match the contracts, first in line ${line + 1}:`);
  console.error(`  committed: ${was[line]?.trim() ?? '(nothing)'}\n  now:       ${is[line]?.trim() ?? '(nothing)'}`);
  console.error('Renew it with `npm run openapi` and look at the difference before you commit it.');
  process.exitCode = 1;
}

async function typesOf(document) {
  // It brings an older TypeScript, so it lives in the SDK's own folder.
  const { default: openapiTS, astToString } = createRequire(join(root, 'packages/sdk/package.json'))(
    'openapi-typescript',
  );
  return `// Made by \`npm run openapi\`; not to be changed by hand.\n${astToString(await openapiTS(JSON.parse(document)))}`;
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
