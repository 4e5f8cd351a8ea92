// Builds the web client, unless the build that is there was made from exactly the sources that are there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { compressFiles } from './compress-files.mjs';
import { withFileLock } from './file-lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const web = join(root, 'packages/web');
const page = join(web, 'dist/index.html');
// Outside dist, which is served to everybody.
const stampFile = join(root, 'node_modules/.portress-web.json');
const sources = [
  'package-lock.json',
  'packages/sdk/package.json',
  'packages/sdk/src',
  'packages/web/index.html',
  'packages/web/package.json',
  'packages/web/public',
  'packages/web/src',
  'packages/web/tsconfig.json',
  'packages/web/vite.config.ts',
  'scripts/compress-files.mjs',
];

/**
 * Brings packages/web/dist up to date: at most one build at a time on one checkout, none when nothing has changed.
 * @returns {Promise<void>} rejects with a readable message when the build fails
 */
export async function buildWebClient() {
  if (isUpToDate()) return;
  const announce = () => console.error('Another build of the web client is running; waiting …');
  await withFileLock(join(root, '.web-build.lock'), buildUnlessDone, announce);
}

async function buildUnlessDone() {
  if (isUpToDate()) return;
  const digest = digestOfSources();
  const startedAt = performance.now();
  console.error(existsSync(page) ? 'The web client has changed: building …' : 'Building the web client, once …');
  rmSync(stampFile, { force: true });
  const code = await runVite();
  if (code !== 0) throw new Error(`building the web client failed with exit code ${code}; its message stands above`);
  compressFiles(dirname(page));
  writeFileSync(stampFile, JSON.stringify({ sources: digest }));
  console.error(`The web client is built (${((performance.now() - startedAt) / 1000).toFixed(1)} s).`);
}

function runVite() {
  const vite = join(dirname(createRequire(join(web, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
  // The server's own NODE_ENV says nothing about how the pages are to be built.
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: web,
    env,
    stdio: ['ignore', 2, 2],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
}

function isUpToDate() {
  if (!existsSync(page) || !existsSync(stampFile)) return false;
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8')).sources === digestOfSources();
  } catch {
    return false;
  }
}

// By content, not by time: a checkout of another branch and back sets new times on old files.
function digestOfSources() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesUnder).sort()) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(join(root, path))) return [];
  try {
    const entries = readdirSync(join(root, path), { withFileTypes: true });
    return entries.flatMap((entry) =>
      entry.isDirectory() ? filesUnder(`${path}/${entry.name}`) : `${path}/${entry.name}`,
    );
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--help')) {
    console.log('Usage: npm run build\nBuilds the web client into packages/web/dist when its sources have changed.');
  } else {
    await buildWebClient().catch((error) => {
      console.error(`Sorry: ${error.message}`);
      process.exitCode = 1;
    });
  }
}
