// Holds docs/standards.md against the tree: what it names as a proof has to be there, and no requirement may be missing.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

import { asvsLevels } from './standards-list.mjs';
import { isTestFile, readTitlesOf } from './test-titles.mjs';

/** A verdict → whether it has to lead to something. */
const verdicts = new Map([
  ['held', true],
  ['in part', true],
  ['not yet', false],
  ['the operator’s', false],
  ['does not apply', false],
]);

/** @typedef {{ id?: string, level?: number, verdict: string, proof: string }} Row */

/**
 * @param {string} text the page
 * @returns {Row[]} the rows of its tables: number, level, what is asked, verdict, proof; or without the first two
 */
export function readRows(text) {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('| ')) return [];
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.includes('what it asks')) return [];
    const [proof, verdict] = [cells.at(-1) ?? '', cells.at(-2) ?? ''];
    if (cells.length === 3) return [{ verdict, proof }];
    return [{ id: cells[0]?.replaceAll('*', ''), level: Number(cells[1]), verdict, proof }];
  });
}

/**
 * @param {string} text the page
 * @param {string} root of the repository
 * @returns {string[]} one line for each proof that is not there, each verdict without what it needs, and each requirement of
 *   levels 1 and 2 that does not stand there exactly once
 */
export function findFaults(text, root) {
  const rows = readRows(text);
  return [...rows.flatMap((row) => findFaultsOf(row, root)), ...findMissing(rows), ...findAstray(text, root)];
}

function findFaultsOf({ id, verdict, proof }, root) {
  const name = id ?? proof.slice(0, 40);
  if (!verdicts.has(verdict))
    return [`${name}  “${verdict}” is no verdict; they are ${[...verdicts.keys()].join(', ')}`];
  const hasProof = verdicts.get(verdict) ? /\]\([^)]+\)/.test(proof) : proof !== '';
  const missing = hasProof
    ? []
    : [`${name}  is “${verdict}” without ${verdicts.get(verdict) ? 'a proof' : 'a reason'}`];
  return [...missing, ...findLostTitles(name, proof, root)];
}

/** A test is named by its titles, each in backticks, and straight after them by its file. */
const proofs = /((?:`[^`]+`, )*`[^`]+` )?\(?\[[^\]]+\]\(([^)#]+)[^)]*\)/g;

function findLostTitles(name, proof, root) {
  return [...proof.matchAll(proofs)].flatMap(([, named = '', path]) => {
    const titles = [...named.matchAll(/`([^`]+)`/g)].map(([, title]) => title.replaceAll('\\|', '|'));
    return isTestFile(toRoot(path)) ? findLost(name, toRoot(path), titles, root) : [];
  });
}

function findLost(name, file, titles, root) {
  if (!existsSync(join(root, file))) return [];
  if (titles.length === 0) return [`${name}  names ${file} and none of its titles`];
  const there = titlesOf(root, file);
  return titles.filter((title) => !there.has(title)).map((title) => `${name}  ${file} has no title “${title}”`);
}

const known = new Map();
function titlesOf(root, file) {
  const titles = known.get(file) ?? new Set(readTitlesOf(root, file).map(({ title }) => title));
  known.set(file, titles);
  return titles;
}

function findMissing(rows) {
  const ids = rows.flatMap(({ id }) => id ?? []);
  const count = (id) => ids.filter((one) => one === id).length;
  const wrong = [...asvsLevels.keys()].filter((id) => count(id) !== 1).map((id) => `${id}  stands ${count(id)} times`);
  const levels = rows.filter(({ id, level }) => id !== undefined && level !== (asvsLevels.get(id) ?? 3));
  return [...wrong, ...levels.map(({ id, level }) => `${id}  is not of level ${level}`)];
}

/** Links, of the whole page, that lead nowhere. */
function findAstray(text, root) {
  return [...text.matchAll(/\]\(([^)#\s]*)(?:#([^)]*))?\)/g)].flatMap(([, path, anchor]) => {
    if (/^https?:/.test(path)) return [];
    const file = join(root, path === '' ? 'docs/standards.md' : toRoot(path));
    if (!existsSync(file)) return [`there is no ${path}`];
    if (anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).has(anchor)) return [];
    return [`${path} has no section #${anchor}`];
  });
}

const toRoot = (path) => posix.join('docs', path);

const anchorsOf = (text) =>
  new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replace(/ /g, '-'),
    ),
  );
