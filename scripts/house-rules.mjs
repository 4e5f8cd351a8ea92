// The rules on names and on the environment that no linter expresses, read from the syntax tree.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const bannedFileNames = ['index', 'util', 'helper', 'service', 'manager', 'type', 'misc'];
const bannedVerbs = ['check', 'handle', 'process', 'manage', 'do', 'perform', 'ensure', 'validate'];
const publicEntries = ['packages/sdk/src/index.ts', 'packages/verifier/src/index.ts'];
const environmentReaders = ['packages/server/src/config.ts'];

const bannedFile = new RegExp(`^(?:${bannedFileNames.join('|')})s?$`);
const bannedVerb = new RegExp(`^(?:${bannedVerbs.join('|')})(?=[A-Z0-9_]|$)`);
const isCode = (file) => /\.(?:ts|tsx|mjs|js)$/.test(file);
const isPackage = (file) => file.startsWith('packages/');
const isMade = (file) => file.endsWith('.gen.ts');
const isTest = (file) => /\.test\.tsx?$/.test(file) || /^packages\/[^/]+\/(?:src\/apps\/[^/]+\/)?test\//.test(file);

/**
 * @param {string} file path from the repository's root, with slashes
 * @param {string} text its source
 * @returns {string[]} one line per fault, beginning with `file:line`
 */
export function findFaults(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const faults = fileNameFaults(file);
  const visit = (node) => {
    const fault = verbFault(node) ?? classFault(node) ?? environmentFault(file, node);
    if (fault) faults.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}  ${fault}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

function fileNameFaults(file) {
  const stem = basename(file).split('.')[0] ?? '';
  if (!isPackage(file) || isMade(file) || publicEntries.includes(file) || !bannedFile.test(stem)) return [];
  return [`${file}:1  a file is named after what is in it, not "${stem}"`];
}

// Names inside object literals are left alone: they are mostly words of a library's own options.
function verbFault(node) {
  const name = nameOfFunction(node);
  const verb = name && bannedVerb.exec(name)?.[0];
  return verb ? `"${name}": the verb "${verb}" says nothing; name the deed` : undefined;
}

function nameOfFunction(node) {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) {
    return ts.isObjectLiteralExpression(node.parent) ? undefined : node.name?.getText();
  }
  const isVariableWithFunction =
    (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) &&
    node.initializer &&
    (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer));
  if (isVariableWithFunction) return node.name.getText();
  if (ts.isPropertySignature(node) && node.type && ts.isFunctionTypeNode(node.type)) return node.name.getText();
  return undefined;
}

// React shows a page's crash only through a class, and errors are told apart by theirs; nothing else needs one.
function classFault(node) {
  if (!ts.isClassLike(node)) return undefined;
  const parent = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword);
  return /(?:Error|Component|DatabaseUnavailable)\b/.test(parent?.getText() ?? '')
    ? undefined
    : 'classes are for errors only: write functions';
}

function environmentFault(file, node) {
  if (!isPackage(file) || isTest(file) || environmentReaders.includes(file)) return undefined;
  const isRead =
    (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) &&
    /^(?:globalThis\.)?process(?:\?)?(?:\.env|\.loadEnvFile|\[['"`]env['"`]\])$/.test(
      node.getText().replace('?.', '.'),
    );
  const isTakenApart =
    ts.isBindingElement(node) &&
    (node.propertyName ?? node.name).getText() === 'env' &&
    ts.isVariableDeclaration(node.parent.parent) &&
    /\bprocess$/.test(node.parent.parent.initializer?.getText() ?? '');
  const isImported = ts.isImportDeclaration(node) && /^['"](?:node:)?process['"]$/.test(node.moduleSpecifier.getText());
  return isRead || isTakenApart || isImported ? 'only packages/server/src/config.ts reads the environment' : undefined;
}

function listFiles(root) {
  const options = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', options, { cwd: root, encoding: 'utf8' }).split('\0');
  return listed.filter((file) => isCode(file) && existsSync(join(root, file)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = listFiles(root);
  const faults = files.flatMap((file) => findFaults(file, readFileSync(join(root, file), 'utf8')));
  for (const fault of faults) console.error(fault);
  console.log(`${files.length} files, ${faults.length} faults`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
