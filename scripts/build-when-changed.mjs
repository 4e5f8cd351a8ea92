// What is made of sources in this repository is made again when they have changed, and by one process at a time.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { withFileLock } from './file-lock.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Build
 * @property {string} name what is built, as it stands in sentences: `the web client`
 * @property {string} id of its stamp and lock: `web`
 * @property {readonly string[]} sources files and folders, from the repository's root
 * @property {string} result a file that is there when it was built, from the root
 * @property {() => Promise<void>} make builds it; rejects with a readable message
 */

/**
 * Brings what is built up to date: at most one build at a time on one checkout, none when nothing has changed.
 * @param {Build} build
 * @param {{ isForced?: boolean }} [options] `isForced` builds it in any case
 * @returns {Promise<void>} rejects with a readable message when the build fails
 */
export async function buildWhenChanged(build, { isForced = false } = {}) {
  if (!isForced && isUpToDate(build)) return;
  const announce = () => console.error(`Another build of ${build.name} is running; waiting …`);
  await withFileLock(join(root, `.${build.id}-build.lock`), () => buildUnlessDone(build, isForced), announce);
}

async function buildUnlessDone(build, isForced) {
  if (!isForced && isUpToDate(build)) return;
  const digest = digestOfSources(build);
  const startedAt = performance.now();
  const isThere = existsSync(join(root, build.result));
  console.error(isThere ? `Building ${build.name} …` : `Building ${build.name}, once …`);
  rmSync(stampFile(build), { force: true });
  await build.make();
  writeFileSync(stampFile(build), JSON.stringify({ sources: digest }));
  console.error(`Built ${build.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s).`);
}

/**
 * Runs a program of this repository with what it prints going to the terminal's errors.
 * @param {string[]} args for Node
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number | string>} the exit code, or the signal that ended it
 */
export function runNode(args, { cwd = root, env = process.env } = {}) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 2, 2] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
}

// Outside of what is built, which is served to everybody.
const stampFile = ({ id }) => join(root, `node_modules/.portress-${id}.json`);

function isUpToDate(build) {
  if (!existsSync(join(root, build.result)) || !existsSync(stampFile(build))) return false;
  try {
    return JSON.parse(readFileSync(stampFile(build), 'utf8')).sources === digestOfSources(build);
  } catch {
    return false;
  }
}

// By content, not by time: a checkout of another branch and back sets new times on old files.
function digestOfSources({ sources }) {
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

/**
 * Runs the build from the command line, where this file's importer is what was started.
 * @param {string} url `import.meta.url` of the importer
 * @param {string} usage what `--help` says
 * @param {() => Promise<void>} deed
 */
export async function runAsCommand(url, usage, deed) {
  if (process.argv[1] !== fileURLToPath(url)) return;
  if (process.argv.includes('--help')) return console.log(usage);
  await deed().catch((error) => {
    console.error(`Sorry: ${error.message}`);
    process.exitCode = 1;
  });
}
