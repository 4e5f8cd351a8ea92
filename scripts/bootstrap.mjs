// Runs before every npm script: installs what package-lock.json names, or does nothing within a few milliseconds.
// Plain JavaScript without imports from npm, for Node 20: on a fresh clone nothing else exists yet.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { withFileLock } from './file-lock.mjs';

const NEEDED_NODE = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const hiddenLockFile = join(modules, '.package-lock.json');
const stampFile = join(modules, '.portress-installed.json');
const say = (line) => process.stderr.write(`${line}\n`);

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  say('Usage: node scripts/bootstrap.mjs');
  say('Installs the packages of package-lock.json when they are missing or out of date; otherwise does nothing.');
  process.exit(0);
}

try {
  if (!isReady()) {
    await withFileLock(join(root, '.bootstrap.lock'), bringUpToDate, () =>
      say('Another installation is running; waiting …'),
    );
  }
} catch (error) {
  say(`\nInstalling failed: ${error.message}`);
  process.exit(1);
}

async function bringUpToDate() {
  if (!isInstalled()) await install();
  const version = versionOfScriptsNode();
  if (majorOf(version) < NEEDED_NODE) {
    say(missingNodeMessage(version));
    process.exit(1);
  }
  writeFileSync(stampFile, JSON.stringify({ lock: digestOfLock(), node: version }));
}

// The stamp is written last, so an interrupted or failed installation never looks like a finished one.
function isReady() {
  const stamp = readStamp();
  if (stamp?.lock !== digestOfLock()) return false;
  return majorOf(process.versions.node) >= NEEDED_NODE || (Boolean(stamp.node) && existsSync(servedNode()));
}

// npm writes its hidden lock file at the very end of an installation: one that is newer than package-lock.json means
// that a person ran `npm ci` or `npm install` by hand, and there is nothing to repeat.
function isInstalled() {
  if (readStamp()?.lock === digestOfLock()) return true;
  return existsSync(hiddenLockFile) && statSync(hiddenLockFile).mtimeMs >= statSync(lockFile).mtimeMs;
}

async function install() {
  say(
    existsSync(modules) ? 'Packages are out of date: installing …' : 'Installing packages, once; this takes a minute …',
  );
  const startedAt = performance.now();
  rmSync(stampFile, { force: true });
  rmSync(hiddenLockFile, { force: true });
  // NODE_ENV=production would leave out what the web client is built with, and --omit=optional Node itself.
  const options = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runNpm(options);
  if (code !== 0)
    throw new Error(
      `npm ci ended with exit code ${code}. Its message stands above; run the same command again to repair.`,
    );
  say(`Packages are installed (${((performance.now() - startedAt) / 1000).toFixed(0)} s).`);
}

// `npm ci` deletes node_modules, and with it the Node binary that npm scripts find there: it must run on another one.
function runNpm(options) {
  const env = { ...process.env, PATH: outerPath() };
  const outerNode = process.env.npm_node_execpath;
  const usable = process.env.npm_execpath && outerNode && !isInside(modules, outerNode);
  const [command, prefix] = usable ? [outerNode, [process.env.npm_execpath]] : ['npm', []];
  const child = spawn(command, [...prefix, ...options], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: !usable && process.platform === 'win32',
  });
  const passOn = (signal) => child.kill(signal);
  process.on('SIGINT', passOn);
  process.on('SIGTERM', passOn);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
}

function outerPath() {
  const entries = (process.env.PATH ?? '').split(delimiter);
  return entries.filter((entry) => !isInside(modules, entry)).join(delimiter);
}

function isInside(folder, path) {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
}

function servedNode() {
  return join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
}

// Asked by running it: a binary that npm served may not start here (musl instead of glibc).
function versionOfScriptsNode() {
  const candidate = existsSync(servedNode()) ? servedNode() : 'node';
  const answer = spawnSync(candidate, ['--print', 'process.versions.node'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return answer.status === 0 ? answer.stdout.trim() : '';
}

function missingNodeMessage(version) {
  return [
    '',
    `Portress needs Node.js ${NEEDED_NODE} or newer; ${version ? `the one found here is ${version}` : 'the one found here does not start'}.`,
    `npm has no ready Node.js for this platform (${process.platform} ${process.arch}), so please install it:`,
    '  https://nodejs.org/en/download, or `nvm install 24`, or `brew install node@24`',
    'and run the same command again. The packages are installed already.',
  ].join('\n');
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

function digestOfLock() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

function majorOf(version) {
  return Number.parseInt(version, 10) || 0;
}
