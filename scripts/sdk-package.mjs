// Builds the SDK as it is published, into packages/sdk/dist: a folder with a package.json of its own, because the workspace
// imports the sources. `npm run check` also looks at what has come out of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { publishedPackage, toolPath } from './published-package.mjs';

const BUDGET_KB = { 'createPortress alone': 6.5, 'everything but React': 7.5, 'the React entry': 2 };

const sdk = publishedPackage('sdk', {
  entry: { index: 'src/index.ts', react: 'src/react.ts' },
  platform: 'neutral',
  target: ['node20.19', 'chrome111', 'firefox115', 'safari16.4'],
});
const { dist } = sdk;

/** @returns {Promise<string[]>} what is wrong with the package, one line a fault */
async function lookAtPackage() {
  await sdk.build();
  return [...(await sdk.lookAt()), ...(await lookAtImports()), ...(await lookAtSizes())];
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
  const { rolldown } = await import(pathToFileURL(createRequire(toolPath('tsdown')).resolve('rolldown')).href);
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
    await sdk.build();
  } else if (process.argv.includes('--page')) {
    const [entry, file] = process.argv.slice(process.argv.indexOf('--page') + 1);
    writeFileSync(file, (await bundle(resolve(entry), { isWhole: true })).code);
  } else {
    const faults = await lookAtPackage();
    for (const fault of faults) console.error(fault);
    process.exitCode = faults.length > 0 ? 1 : 0;
  }
}
