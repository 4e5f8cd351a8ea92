// The titles of all tests, read from their sources, and the misuse cases and faults that they name.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const testFiles =
  /^(?:packages\/[^/]+\/(?:src|test)|e2e|scripts|examples|bench|proof)\/.*\.(?:test|spec)\.(?:tsx?|mjs)$/;

/** What Vitest and Playwright hang on `test`, `it` and `describe` and still take a title. A skipped test shows nothing. */
const chained = new Set(['each', 'for', 'only', 'concurrent', 'sequential', 'describe', 'serial', 'parallel']);
const isSuiteOrTest = (name) => name === 'it' || name === 'test' || /^describe(?:[A-Z]\w*)?$/.test(name);
/** One letter and a number. Ids of features (`M09`, `M13`) look alike and are not meant. */
const caseMentions = /(?<![\w-])[A-P]\d{1,2}(?![\w-])/g;
const isFeature = (id) => /^[A-Z]0\d$/.test(id) || /^M(?:[12]\d)$/.test(id);
const faultMentions = /\bfault \d{1,2}\b/gi;

/** @param {string} path from the repository's root, with slashes */
export const isTestFile = (path) => testFiles.test(path);

/**
 * @param {string} file path from the repository's root, with slashes
 * @param {string} text its source
 * @returns {{ file: string, title: string, ids: string[] }[]} the titles of its tests and suites, each with what it names
 */
export function readTitles(file, text) {
  const source = ts.createSourceFile(file, text, {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
  const titles = [];
  const visit = (node) => {
    const title = ts.isCallExpression(node) && takesTitle(node.expression) ? textOf(node.arguments[0]) : undefined;
    if (title !== undefined) titles.push({ file, title, ids: idsOf(title) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

function idsOf(title) {
  const ofCases = (title.match(caseMentions) ?? []).filter((id) => !isFeature(id));
  const ofFaults = (title.match(faultMentions) ?? []).map((id) => id.toLowerCase());
  return [...new Set([...ofCases, ...ofFaults])];
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

/** @param {string} root of the repository @returns {string[]} every test file that Git knows or would take */
export function listTestFiles(root) {
  const options = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', options, { cwd: root, encoding: 'utf8' }).split('\0');
  return [...new Set(listed)].filter((file) => isTestFile(file) && existsSync(join(root, file)));
}

/** @param {string} root @param {string} file */
export const readTitlesOf = (root, file) => readTitles(file, readFileSync(join(root, file), 'utf8'));
