// The misuse cases and the tests that show them, read from the titles of the tests: npm run cases.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import ts from 'typescript';

import { groups } from './case-list.mjs';

const documentPath = 'docs/reference/cases.md';
const testFiles = /^(?:packages\/[^/]+\/(?:src|test)|e2e|scripts)\/.*\.(?:test|spec)\.(?:tsx?|mjs)$/;
const ownTests = 'scripts/cases.test.mjs';

/** What Vitest and Playwright hang on `test`, `it` and `describe` and still take a title. A skipped test shows nothing. */
const chained = new Set(['each', 'for', 'only', 'concurrent', 'sequential', 'describe', 'serial', 'parallel']);
const isSuiteOrTest = (name) => name === 'it' || name === 'test' || /^describe(?:[A-Z]\w*)?$/.test(name);
/** One letter and a number. Ids of features (`M09`, `M13`) look alike and are not meant. */
const mentions = /(?<![\w-])[A-P]\d{1,2}(?![\w-])/g;
const isFeature = (id) => /^[A-Z]0\d$/.test(id) || /^M(?:[12]\d)$/.test(id);

const cases = new Map(Object.values(groups).flatMap((group) => Object.entries(group.cases)));

/**
 * @param {string} file path from the repository's root, with slashes
 * @param {string} text its source
 * @returns {{ file: string, title: string, ids: string[] }[]} the titles of its tests and suites that name a case
 */
export function readTitles(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const titles = [];
  const visit = (node) => {
    const title = ts.isCallExpression(node) && takesTitle(node.expression) ? textOf(node.arguments[0]) : undefined;
    const ids = [...new Set(title?.match(mentions) ?? [])].filter((id) => !isFeature(id));
    if (ids.length > 0) titles.push({ file, title, ids });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

function takesTitle(callee) {
  if (ts.isIdentifier(callee)) return isSuiteOrTest(callee.text);
  if (ts.isPropertyAccessExpression(callee)) return chained.has(callee.name.text) && takesTitle(callee.expression);
  // `test.each(rows)('title', …)`, and the same with a table in a template.
  if (ts.isCallExpression(callee)) return takesTitle(callee.expression);
  return ts.isTaggedTemplateExpression(callee) && takesTitle(callee.tag);
}

function textOf(node) {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

/**
 * @param {ReturnType<typeof readTitles>} titles
 * @returns {string[]} one line for each case that is due and has no test, and for each id that is no case
 */
export function findFaults(titles) {
  const named = new Set(titles.flatMap(({ ids }) => ids));
  const missing = [...cases].filter(([id, { waitsFor }]) => waitsFor === undefined && !named.has(id));
  const unknown = titles.flatMap(({ file, title, ids }) =>
    ids.filter((id) => !cases.has(id)).map((id) => `${file}  there is no case ${id}: “${title}”`),
  );
  return [...missing.map(([id, { sentence }]) => `${id}  no test names it: ${sentence}`), ...unknown];
}

const testsOf = (titles, id) =>
  titles
    .filter(({ ids }) => ids.includes(id))
    .toSorted((one, other) => one.file.localeCompare(other.file, 'en') || one.title.localeCompare(other.title, 'en'));

/** @param {ReturnType<typeof readTitles>} titles */
export function toDocument(titles) {
  const tables = Object.entries(groups).map(([letter, group]) => {
    const rows = Object.entries(group.cases).map(
      ([id, one]) => `| **${id}** | ${cell(one.sentence)} | ${testCell(titles, id, one)} |`,
    );
    return `## ${letter}. ${group.title}\n\n| | what is sent → what has to come back | shown by |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Misuse cases\n\n${introduction}\n\n${tables.join('\n')}`;
}

const introduction = `What must hold whatever is sent, and the tests that show it. Made by \`npm run cases -- --write\` from the titles of the tests and
from [scripts/case-list.mjs](../../scripts/case-list.mjs); \`npm run check\` fails where a case has lost its test. Bounds of time are tested at
twenty times their figure and measured in [benchmarks](../benchmarks.md).`;

/** A `<` would begin an element, a `|` another cell; the rest may stand as it is. */
const cell = (text) => text.replace(/[\\|<>*_`[\]]/g, '\\$&').replace(/\s+/g, ' ');

function testCell(titles, id, { waitsFor }) {
  const lines = testsOf(titles, id).map(({ file, title }) => `${cell(title)} ([${nameOf(file)}](../../${file}))`);
  return lines.length > 0 ? lines.join('<br>') : `waits for ${waitsFor ?? 'a test'}`;
}

const nameOf = (file) =>
  file
    .split('/')
    .at(-1)
    ?.replace(/\.(?:test|spec)\.\w+$/, '');

/** @param {ReturnType<typeof readTitles>} titles @param {string[]} wanted ids or letters of groups; none for all */
function toText(titles, wanted) {
  const isWanted = (id) => wanted.length === 0 || wanted.includes(id) || wanted.includes(id[0]);
  return Object.entries(groups).flatMap(([letter, group]) => {
    const lines = Object.entries(group.cases).flatMap(([id, { sentence, waitsFor }]) => {
      if (!isWanted(id)) return [];
      const tests = testsOf(titles, id).map(({ file, title }) => `       ${title}  (${file})`);
      const none = `       ${waitsFor === undefined ? 'NO TEST' : `waits for ${waitsFor}`}`;
      return [`  ${id.padEnd(3)}  ${sentence}`, ...(tests.length > 0 ? tests : [none])];
    });
    return lines.length > 0 ? [`${letter}. ${group.title}`, ...lines, ''] : [];
  });
}

function readAllTitles(root) {
  const options = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', options, { cwd: root, encoding: 'utf8' }).split('\0');
  const files = listed.filter((file) => testFiles.test(file) && file !== ownTests && existsSync(join(root, file)));
  return files.flatMap((file) => readTitles(file, readFileSync(join(root, file), 'utf8')));
}

function compare(root, titles) {
  const faults = findFaults(titles);
  const path = join(root, documentPath);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== toDocument(titles))
    faults.push(`${documentPath} is not what the titles say: renew it with \`npm run cases -- --write\``);
  for (const fault of faults) console.error(fault);
  const shown = [...cases.keys()].filter((id) => titles.some(({ ids }) => ids.includes(id))).length;
  console.log(`${shown} of ${cases.size} cases are shown by ${titles.length} tests, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

const usage = `Usage: npm run cases [-- options] [A6 J …]

Lists the misuse cases, or those of these ids and groups, each with the tests whose titles name it.

  --write    renew ${documentPath}
  --compare  fail where a case that is due has no test, a title names no case, or the document is not up to date
  --help     this text`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const flag = { type: 'boolean', default: false };
  const { values, positionals } = parseArgs({
    options: { write: flag, compare: flag, help: { ...flag, short: 'h' } },
    allowPositionals: true,
  });
  const titles = values.help ? [] : readAllTitles(root);
  if (values.help) console.log(usage);
  else if (values.write) {
    writeFileSync(join(root, documentPath), toDocument(titles));
    console.log(`${documentPath} is written.`);
  } else if (values.compare) compare(root, titles);
  else console.log(toText(titles, positionals).join('\n'));
}
