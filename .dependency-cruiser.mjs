// The import rules of this house. Every arrow points downstairs; whoever wants it otherwise moves a feature to another
// floor here, and writes the decision down in docs/decisions.

/** Top floor first. A feature imports only features that stand on a lower floor. */
export const floors = [
  // Another face of sign-in and refresh, for clients that speak OAuth.
  ['oauth'],
  // Above what people do themselves: an administrator starts the same deeds for somebody else.
  ['admin'],
  // Restoring a backup ends what every feature below may have alive; administrators see how backups go.
  ['sign-in', 'sign-up', 'own-account', 'password-reset', 'setup', 'account-transfer', 'backups'],
  [
    'activity',
    'invitations',
    'email-verification',
    'authenticators/passwords',
    'authenticators/passkeys',
    'authenticators/totp',
    'authenticators/recovery-codes',
  ],
  // Who deletes an account, the person or an administrator, is asked upstairs; what that takes is one deed.
  ['account-data', 'avatars'],
  // Above sessions: a device is known by the sessions it began, and what other services ask is whether a session is good.
  ['devices', 'resource-servers'],
  ['sessions'],
  // Below sessions: a session is always read together with the account that owns it, and an account knows no session.
  // Keys of other services are noted in the audit log when they are made and ended.
  ['accounts', 'service-keys'],
  ['access-tokens', 'one-time-tokens', 'revocations', 'audit-log', 'outbox', 'account-events'],
];

const server = '^packages/server/src';
const featureFolders = (features) => `${server}/features/(?:${features.join('|')})/`;
const anyPackage = '^(?:packages|e2e|bench|proof|examples)/';
// The equipment of an app's tests lies in the app's folder, so that it goes with it.
const test = '\\.test\\.tsx?$|^packages/server/src/apps/[^/]+/test/';

const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: test },
  to: { path: anyPackage, pathNot: allowed },
});

const floorRules = floors.flatMap((features, position) => {
  const lower = floors.slice(position + 1).flat();
  return features.map((feature) =>
    only(
      `floor-of-${feature.replace('/', '-')}`,
      `features/${feature} stands on floor ${floors.length - position}: it imports platform and lower floors only`,
      featureFolders([feature]),
      [featureFolders([feature]), `${server}/platform/`, ...(lower.length > 0 ? [featureFolders(lower)] : [])],
    ),
  );
});

export default {
  forbidden: [
    only('server-imports-no-package', 'server imports npm only', '^packages/server/', ['^packages/server/']),
    only('sdk-imports-nothing-of-ours', 'sdk imports nothing of ours', '^packages/sdk/', ['^packages/sdk/']),
    only('verifier-imports-nothing-of-ours', 'verifier imports nothing of ours', '^packages/verifier/', [
      '^packages/verifier/',
    ]),
    only('documentation-imports-nothing-of-ours', 'documentation imports nothing of ours', '^packages/documentation/', [
      '^packages/documentation/',
    ]),
    only('web-imports-sdk-only', 'web imports sdk only, by its public entry', '^packages/web/', [
      '^packages/web/',
      '^packages/sdk/src/index\\.ts$',
    ]),
    only('examples-import-what-others-can', 'an example uses what anybody can install', '^examples/', [
      '^examples/',
      '^packages/sdk/src/(?:index|react)\\.ts$',
      '^packages/verifier/src/(?:index|adapters/[^/]+)\\.ts$',
      // The servers that a cluster is made of.
      '^packages/server/test/servers/start-(?:postgres|redis)\\.ts$',
    ]),
    only('proof-imports', 'proofs import the server and its equipment, and the verifier as others have it', '^proof/', [
      '^proof/',
      '^packages/server/(?:src|test)/',
      '^packages/verifier/src/index\\.ts$',
    ]),
    only('e2e-imports-nothing-of-ours', 'browser tests know the built product only', '^e2e/', ['^e2e/']),

    only('platform-imports-platform', 'platform imports platform only', `${server}/platform/`, [`${server}/platform/`]),
    only('config-imports-nothing', 'config.ts imports nothing of ours', `${server}/config\\.ts$`, [
      `${server}/config\\.ts$`,
    ]),
    only('migrations-import-database', 'migrations import platform/database only', `${server}/migrations/`, [
      `${server}/migrations/`,
      `${server}/platform/database/`,
    ]),
    only('promotion-imports', 'promotion copies whatever is there: migrations and platform', `${server}/promotion/`, [
      `${server}/(?:promotion|platform|migrations)/`,
    ]),
    only('installed-app-imports', 'what an app is: platform and the guard', `${server}/apps/installed-app\\.ts$`, [
      `${server}/platform/`,
      `${server}/features/sessions/guard\\.ts$`,
    ]),
    only('installed-apps-imports', 'the list of apps', `${server}/apps/installed\\.ts$`, [
      `${server}/apps/(?:[^/]+/app|installed-app)\\.ts$`,
    ]),
    only('apps-import-platform-and-guard', 'apps import platform, the guard and accounts', `${server}/apps/([^/]+)/`, [
      `${server}/apps/$1/`,
      `${server}/apps/installed-app\\.ts$`,
      `${server}/platform/`,
      `${server}/features/sessions/guard\\.ts$`,
      `${server}/features/accounts/`,
    ]),
    only(
      'cli-imports',
      'a command imports features, promotion, platform, migrations, the wiring and the list of apps',
      `${server}/cli/`,
      [
        `${server}/(?:cli|features|promotion|platform|migrations)/`,
        `${server}/(?:main|app|config|housekeeping|installation|personal-data|apps/installed|processes/workers-failed)\\.ts$`,
      ],
    ),
    only(
      'main-imports',
      'main.ts starts and stops: the wiring, features, migrations and platform; it fails in the words of the command line',
      `${server}/main\\.ts$`,
      [
        `${server}/(?:app|config|housekeeping|installation|cli/explain-failure)\\.ts$`,
        `${server}/(?:features|platform|migrations|processes)/`,
      ],
    ),
    only(
      'processes-import',
      'processes start and stop the wiring, in one process or in several',
      `${server}/processes/`,
      [`${server}/(?:app|config|installation)\\.ts$`, `${server}/(?:features|platform|migrations|processes)/`],
    ),
    only('app-imports', 'app.ts is the wiring: features, apps, config and platform', `${server}/app\\.ts$`, [
      `${server}/(?:config|gauges|housekeeping|personal-data|apps/installed)\\.ts$`,
      `${server}/(?:platform|features)/`,
    ]),
    only(
      'personal-data-imports',
      'personal-data.ts collects what features and apps hold about people',
      `${server}/personal-data\\.ts$`,
      [`${server}/(?:platform|features)/|${server}/apps/installed\\.ts$`],
    ),
    only('gauges-imports', 'gauges import features and platform', `${server}/gauges\\.ts$`, [
      `${server}/(?:platform|features)/`,
    ]),
    only('housekeeping-imports', 'housekeeping imports features and platform', `${server}/housekeeping\\.ts$`, [
      `${server}/(?:platform|features)/`,
    ]),
    only('installation-imports', 'installation imports config and platform', `${server}/installation\\.ts$`, [
      `${server}/config\\.ts$`,
      `${server}/platform/`,
    ]),
    {
      name: 'file-without-rule',
      comment:
        'a new file beside main.ts needs a rule of its own in .dependency-cruiser.mjs; perhaps it belongs in a feature',
      severity: 'error',
      from: {
        path: `${server}/[^/]+$`,
        pathNot: [test, `${server}/(?:main|app|config|gauges|housekeeping|installation|personal-data)\\.ts$`],
      },
      to: {},
    },
    ...floorRules,
    {
      name: 'feature-without-floor',
      comment: 'a new feature is entered in the list of floors in .dependency-cruiser.mjs',
      severity: 'error',
      from: { path: `${server}/features/`, pathNot: featureFolders(floors.flat()) },
      to: {},
    },
    {
      name: 'import-of-feature-without-floor',
      comment: 'a new feature is entered in the list of floors in .dependency-cruiser.mjs',
      severity: 'error',
      from: {},
      to: { path: `${server}/features/`, pathNot: featureFolders(floors.flat()) },
    },
    {
      name: 'no-circles',
      comment: 'no file reaches itself through its imports',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'only tests import tests and their equipment',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: test },
      to: { path: `${test}|^packages/[^/]+/test/` },
    },
    {
      name: 'no-development-packages-in-the-product',
      comment: 'what the product imports stands under dependencies',
      severity: 'error',
      // The documentation is made at build time: nothing of what makes it runs in the product.
      from: { path: '^packages/[^/]+/src/', pathNot: `${test}|^packages/documentation/` },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'unresolvable',
      comment: 'this import leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // bench/peers is no part of the house: it has a lock of its own, and most installations are without what it imports.
    exclude: { path: '(?:^|/)(?:dist|coverage|node_modules/\\.cache|bench/peers)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
