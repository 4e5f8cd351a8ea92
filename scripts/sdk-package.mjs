// Builds the SDK as it is published, into packages/sdk/dist: a folder with a package.json of its own, because the workspace
// imports the sources. `npm run check` also looks at what has come out of it.
import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { withFileLock } from './file-lock.mjs';

const BUDGET_KB = { 'createPortress alone': 6.5, 'everything but React': 7.5, 'the React entry': 2 };

const root = fileURLToPath(new URL('..', import.meta.url));
const sdk = join(root, 'packages/sdk');
const dist = join(sdk, 'dist');
const from = createRequire(join(sdk, 'package.json'));
const load = (name) => import(pathToFileURL(from.resolve(name)).href);

/**
 * Brings packages/sdk/dist up to date; one build at a time on one checkout.
 * @returns {Promise<void>}
 */
function buildSdk() {
  return withFileLock(join(root, '.sdk-build.lock'), buildNow);
}

async function buildNow() {
  const { build } = await load('tsdown');
  await build({
    cwd: sdk,
    config: false,
    entry: { index: 'src/index.ts', react: 'src/react.ts' },
    outDir: dist,
    clean: true,
    format: 'esm',
    platform: 'neutral',
    target: ['node20.19', 'chrome111', 'firefox115', 'safari16.4'],
    tsconfig: 'tsconfig.json',
    outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
    dts: true,
    logLevel: 'error',
  });
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(publishedPackage(), null, 2)}\n`);
  copyFileSync(join(sdk, 'README.md'), join(dist, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
}

/** The workspace's own, without what only the workspace needs. */
function publishedPackage() {
  const {
    private: _,
    devDependencies: _tools,
    exports,
    ...kept
  } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'));
  const built = (source) => {
    const path = source.replace('./src/', './').replace(/\.ts$/, '');
    return { types: `${path}.d.ts`, default: `${path}.js` };
  };
  return {
    ...kept,
    exports: Object.fromEntries(Object.entries(exports).map(([entry, source]) => [entry, built(source)])),
    files: ['*.js', '*.d.ts'],
  };
}

/** @returns {Promise<string[]>} what is wrong with the package, one line a fault */
async function lookAtPackage() {
  await buildSdk();
  return [...(await lint()), ...(await lookAtTypes()), ...(await lookAtImports()), ...(await lookAtSizes())];
}

async function lint() {
  const [{ publint }, { formatMessage }] = await Promise.all([load('publint'), load('publint/utils')]);
  const { messages, pkg } = await publint({ pkgDir: dist, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

async function lookAtTypes() {
  const cli = join(dirname(from.resolve('@arethetypeswrong/cli/package.json')), 'dist/index.js');
  const child = spawn(process.execPath, [cli, '--pack', dist, '--profile', 'esm-only', '--no-color', '--no-emoji']);
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return code === 0 ? [] : [`are the types wrong: ${Buffer.concat(printed)}`];
}

/** Nothing is installed along with it: what is built names its own files, and React in the one entry that needs it. */
async function lookAtImports() {
  const foreign = async (entry) => (await bundle(`export * from '${entry}'`)).imports;
  const [core, react] = [await foreign('@portress/sdk'), await foreign('@portress/sdk/react')];
  const isForClients = readFileSync(join(dist, 'react.js'), 'utf8').startsWith('"use client"');
  return [
    ...(isForClients ? [] : ['the React entry has lost its "use client"']),
    ...core.map((name) => `the main entry imports ${name}`),
    ...react.filter((name) => name !== 'react').map((name) => `the React entry imports ${name}`),
  ];
}

async function lookAtSizes() {
  const client = await bundle("export { createPortress } from '@portress/sdk'");
  const all = await bundle("export * from '@portress/sdk'");
  const react = await bundle("export * from '@portress/sdk/react'");
  const faults = [
    ...overBudget('createPortress alone', client),
    ...overBudget('everything but React', all),
    ...overBudget('the React entry', react),
  ];
  // A path that only administrationOf asks for tells whether it is there.
  const trace = '/api/signing-keys/rotate';
  if (!all.code.includes(trace)) faults.push(`nothing asks for ${trace} any more: look for another trace`);
  if (client.code.includes(trace)) faults.push('createPortress alone brings administrationOf along');
  return faults;
}

function overBudget(what, { code }) {
  const size = gzipSync(code, { level: 9 }).length / 1000;
  console.log(`${what}: ${size.toFixed(1)} KB gzip of ${BUDGET_KB[what]}`);
  return size > BUDGET_KB[what] ? [`${what} is over its budget of ${BUDGET_KB[what]} KB`] : [];
}

/**
 * As an application's own build would have it: minified, with what nobody uses left out.
 * @param {string} source a module's text, or with `isWhole` the path of one, which brings its npm packages along
 */
async function bundle(source, { isWhole = false } = {}) {
  const { rolldown } = await import(pathToFileURL(createRequire(from.resolve('tsdown')).resolve('rolldown')).href);
  const entry = isWhole ? source : '\0entry';
  const places = { '@portress/sdk': join(dist, 'index.js'), '@portress/sdk/react': join(dist, 'react.js') };
  const asInstalled = {
    name: 'as-installed',
    resolveId(id) {
      if (id === entry) return id;
      return places[id] ?? (isWhole || /^[./]/.test(id) ? null : { id, external: true });
    },
    load: (id) => (id === entry && !isWhole ? source : null),
  };
  const made = await rolldown({
    input: entry,
    plugins: [asInstalled],
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'silent',
  });
  const { output } = await made.generate({ format: 'esm', minify: true });
  await made.close();
  const chunks = output.filter(({ type }) => type === 'chunk');
  return {
    code: chunks.map(({ code }) => code).join('\n'),
    imports: chunks
      .flatMap(({ imports }) => imports)
      .filter((name) => !chunks.some((chunk) => chunk.fileName === name)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--help')) {
    console.log(`Usage: node scripts/sdk-package.mjs [options]
Builds the SDK into packages/sdk/dist, to be published from there, and looks at the package: publint, the types, sizes, and
whether what nobody uses can be left out.

  --build            only build
  --page ENTRY FILE  bundle a page with the build that is there, as an application would`);
  } else if (process.argv.includes('--build')) {
    await buildSdk();
  } else if (process.argv.includes('--page')) {
    const [entry, file] = process.argv.slice(process.argv.indexOf('--page') + 1);
    writeFileSync(file, (await bundle(resolve(entry), { isWhole: true })).code);
  } else {
    const faults = await lookAtPackage();
    for (const fault of faults) console.error(fault);
    process.exitCode = faults.length > 0 ? 1 : 0;
  }
}
