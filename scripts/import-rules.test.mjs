import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { floors } from '../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const server = 'packages/server/src';

// Each line: the file that imports, what it imports, and the rule that must refuse it (none: allowed).
const imports = [
  [`${server}/platform/log.ts`, '#features/accounts/store.ts', 'platform-imports-platform'],
  [`${server}/platform/mail.ts`, '#server/config.ts', 'platform-imports-platform'],
  [`${server}/platform/clock.ts`, './database/open.ts'],
  [`${server}/config.ts`, './platform/clock.ts', 'config-imports-nothing'],
  [`${server}/migrations/0001-accounts.ts`, '#platform/database/open.ts'],
  [`${server}/migrations/0002-sessions.ts`, '#platform/clock.ts', 'migrations-import-database'],
  [`${server}/features/sign-in/sign-in.ts`, '#features/sessions/guard.ts'],
  [`${server}/features/sign-in/peer.ts`, '#features/sign-up/sign-up.ts', 'floor-of-sign-in'],
  [`${server}/features/sign-up/sign-up.ts`, '#features/authenticators/passwords/hash-password.ts'],
  [`${server}/features/sessions/guard.ts`, '#features/access-tokens/sign-access-token.ts'],
  [`${server}/features/sessions/upstairs.ts`, '#features/sign-in/sign-in.ts', 'floor-of-sessions'],
  [`${server}/features/sessions/beside.ts`, '#features/accounts/store.ts'],
  [`${server}/features/accounts/owner.ts`, '#features/sessions/guard.ts', 'floor-of-accounts'],
  [`${server}/features/access-tokens/sign-access-token.ts`, '#server/config.ts', 'floor-of-access-tokens'],
  [`${server}/features/access-tokens/typed.ts`, 'type:#features/accounts/store.ts', 'floor-of-access-tokens'],
  [`${server}/features/authenticators/passwords/hash-password.ts`, '#features/accounts/store.ts'],
  [
    `${server}/features/authenticators/passwords/peer.ts`,
    '#features/admin/list.ts',
    'floor-of-authenticators-passwords',
  ],
  [`${server}/features/admin/list.ts`, '#features/accounts/store.ts'],
  [`${server}/features/newcomer/deed.ts`, '#platform/clock.ts', 'feature-without-floor'],
  [`${server}/apps/contacts/routes.ts`, '#features/sessions/guard.ts'],
  [`${server}/apps/contacts/people.ts`, '#features/accounts/store.ts'],
  [`${server}/apps/contacts/deep.ts`, '#features/sessions/upstairs.ts', 'apps-import-platform-and-guard'],
  [`${server}/apps/contacts/cats.ts`, '../cattery/routes.ts', 'apps-import-platform-and-guard'],
  [`${server}/apps/cattery/routes.ts`, '#platform/clock.ts'],
  [`${server}/cli/doctor.ts`, '#features/accounts/store.ts'],
  [`${server}/cli/portress.ts`, '../apps/cattery/routes.ts', 'cli-imports'],
  [`${server}/app.ts`, './features/sign-in/sign-in.ts'],
  [`${server}/main.ts`, './apps/cattery/routes.ts', 'main-imports'],
  [`${server}/housekeeping.ts`, './app.ts', 'housekeeping-imports'],
  [`${server}/installation.ts`, './features/sign-in/sign-in.ts', 'installation-imports'],
  [`${server}/somewhere.ts`, './platform/clock.ts', 'file-without-rule'],
  [`${server}/features/oauth/exchange-grant.ts`, '#features/sign-in/sign-in.ts'],
  [`${server}/features/sign-in/form.ts`, '#features/oauth/exchange-grant.ts', 'floor-of-sign-in'],
  [`${server}/features/avatars/product.ts`, '../../../test/test-app.ts', 'no-tests-in-the-product'],
  [`${server}/features/avatars/nowhere.ts`, './not-there.ts', 'unresolvable'],
  [`${server}/features/avatars/tool.ts`, 'vitest', 'no-development-packages-in-the-product'],
  [`${server}/features/avatars/round.ts`, './trip.ts', 'no-circles'],
  [`${server}/features/avatars/trip.ts`, './round.ts'],
  [`${server}/features/accounts/store.ts`, '#platform/database/open.ts'],
  [`${server}/features/accounts/store.test.ts`, '#features/sign-in/sign-in.ts'],
  ['packages/server/test/test-app.ts', '../src/app.ts'],
  [`${server}/platform/database/open.ts`, '../../../../sdk/src/index.ts', 'server-imports-no-package'],
  ['packages/sdk/src/index.ts', '../../server/src/config.ts', 'sdk-imports-nothing-of-ours'],
  ['packages/sdk/src/call.ts', './refresh.ts'],
  ['packages/sdk/src/refresh.ts', '../../verifier/src/index.ts', 'sdk-imports-nothing-of-ours'],
  ['packages/verifier/src/index.ts', '../../sdk/src/call.ts', 'verifier-imports-nothing-of-ours'],
  ['packages/web/src/app.tsx', '../../sdk/src/index.ts'],
  ['packages/web/src/deep.tsx', '../../sdk/src/call.ts', 'web-imports-sdk-only'],
  ['packages/web/src/server.tsx', '../../server/src/config.ts', 'web-imports-sdk-only'],
  ['e2e/sign-in.spec.ts', '../packages/server/src/config.ts', 'e2e-imports-nothing-of-ours'],
];

let tree;
let violations;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'portress-imports-'));
  const aliases = { '#features/*': './src/features/*', '#platform/*': './src/platform/*', '#server/*': './src/*' };
  plant('package.json', JSON.stringify({ name: 'tree', private: true, type: 'module' }));
  plant(
    'packages/server/package.json',
    JSON.stringify({ name: 'server', type: 'module', imports: aliases, devDependencies: { vitest: '5' } }),
  );
  plant(
    'packages/server/node_modules/vitest/package.json',
    JSON.stringify({ name: 'vitest', version: '5.0.0', main: 'main.js' }),
  );
  plant('packages/server/node_modules/vitest/main.js', 'module.exports = 1;');
  for (const [file, target] of imports) {
    const source = target.startsWith('type:') ? `import type { x } from '${target.slice(5)}';` : `import '${target}';`;
    plant(file, `${source}\nexport const x = 1;\n`);
  }
  violations = cruise();
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function plant(file, text) {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

function cruise() {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [tool, '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json', 'packages', 'e2e'];
  try {
    return JSON.parse(execFileSync(process.execPath, args, { cwd: tree, encoding: 'utf8' })).summary.violations;
  } catch (error) {
    return JSON.parse(error.stdout).summary.violations;
  }
}

describe('the import rules', () => {
  it.each(imports.filter(([, , rule]) => rule))('%s must not import %s (%s)', (file, _target, rule) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it.each(imports.filter(([, , rule]) => !rule))('%s may import %s', (file) => {
    // The planted violations close circles through honest files too.
    const refusals = violations.filter(({ from, rule }) => from === file && rule.name !== 'no-circles');
    expect(refusals.map(({ rule }) => rule.name)).toEqual([]);
  });

  it('name every feature once', () => {
    const features = floors.flat();
    expect(new Set(features).size).toBe(features.length);
  });
});
