// A package as it is published: a folder `dist` with a package.json of its own, because the workspace imports the sources.
import { spawn } from 'node:child_process';
import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { withFileLock } from './file-lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// The tools are installed for the SDK, and found from there.
const from = createRequire(join(root, 'packages/sdk/package.json'));
/** @param {string} name */
export const toolPath = (name) => from.resolve(name);
/** @param {string} name */
export const loadTool = (name) => import(pathToFileURL(toolPath(name)).href);

/**
 * @typedef {object} PublishedPackage
 * @property {string} dist
 * @property {() => Promise<void>} build brings `dist` up to date; one build at a time on one checkout
 * @property {() => Promise<string[]>} lookAt what publint and are-the-types-wrong say of what is there, one line a fault
 */

/**
 * @param {string} name the folder below packages/
 * @param {{ entry: Record<string, string>, platform: string, target: string[], deps?: object }} options as tsdown has them
 * @returns {PublishedPackage}
 */
export function publishedPackage(name, options) {
  const folder = join(root, 'packages', name);
  const dist = join(folder, 'dist');
  const buildNow = async () => {
    const { build } = await loadTool('tsdown');
    await build({
      ...options,
      cwd: folder,
      config: false,
      outDir: dist,
      clean: true,
      format: 'esm',
      tsconfig: 'tsconfig.json',
      outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
      dts: true,
      logLevel: 'error',
    });
    writeFileSync(join(dist, 'package.json'), `${JSON.stringify(publishedManifest(folder), null, 2)}\n`);
    copyFileSync(join(folder, 'README.md'), join(dist, 'README.md'));
    copyFileSync(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  };
  return {
    dist,
    build: () => withFileLock(join(root, `.${name}-build.lock`), buildNow),
    lookAt: async () => [...(await lint(dist)), ...(await lookAtTypes(dist))],
  };
}

/** The workspace's own, without what only the workspace needs. */
function publishedManifest(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { private: _, devDependencies: _tools, exports, ...kept } = manifest;
  const built = (source) => {
    const path = source.replace('./src/', './').replace(/\.ts$/, '');
    return { types: `${path}.d.ts`, default: `${path}.js` };
  };
  return {
    ...kept,
    exports: Object.fromEntries(Object.entries(exports).map(([entry, source]) => [entry, built(source)])),
    files: ['**/*.js', '**/*.d.ts'],
  };
}

async function lint(dist) {
  const [{ publint }, { formatMessage }] = await Promise.all([loadTool('publint'), loadTool('publint/utils')]);
  const { messages, pkg } = await publint({ pkgDir: dist, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

async function lookAtTypes(dist) {
  const cli = join(dirname(toolPath('@arethetypeswrong/cli/package.json')), 'dist/index.js');
  const child = spawn(process.execPath, [cli, '--pack', dist, '--profile', 'esm-only', '--no-color', '--no-emoji']);
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return code === 0 ? [] : [`are the types wrong: ${Buffer.concat(printed)}`];
}

/**
 * @param {string} dist
 * @param {string} pattern of file names below it
 * @returns {string[]} what the files import that is not a file of the package itself
 */
export function foreignImports(dist, pattern) {
  const texts = globSync(pattern, { cwd: dist }).map((file) => readFileSync(join(dist, file), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/\b(?:from|import)\s*\(?["']([^"']+)["']/g)]);
  return [...new Set(found.map(([, name]) => name))].filter((name) => !name.startsWith('.'));
}
