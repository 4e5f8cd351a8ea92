// The misuse cases, faults and advisories and the tests that show them, read from the titles of the tests: npm run cases.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { advisories } from './advisory-list.mjs';
import { groups } from './case-list.mjs';
import { testsOf, toDocument } from './cases-document.mjs';
import { faults } from './fault-list.mjs';
import { listTestFiles, readTitlesOf } from './test-titles.mjs';

const documentPath = 'docs/security-cases.md';
/** Its titles are examples. */
const ownTests = 'scripts/cases.test.mjs';

const faultGroup = { title: 'Faults', cases: faults };
const cases = new Map([...Object.values(groups), faultGroup].flatMap((group) => Object.entries(group.cases)));

/**
 * @typedef {{ file: string, title: string, ids: string[] }} Title
 * @param {Title[]} titles
 * @returns {string[]} one line for each case with neither a test nor a reason, or with both, and for each id that is none
 */
export function findFaults(titles) {
  const named = new Set(titles.flatMap(({ ids }) => ids));
  return [
    ...[...cases].flatMap(([id, one]) => findFaultOf(id, one, named.has(id))),
    ...titles.flatMap(({ file, title, ids }) =>
      ids.filter((id) => !cases.has(id)).map((id) => `${file}  there is no case ${id}: “${title}”`),
    ),
    ...findAdvisoryFaults(advisories),
  ];
}

function findFaultOf(id, { sentence, notYet }, isNamed) {
  if (isNamed && notYet !== undefined) return [`${id}  has a test and still says “${notYet}”: take the reason out`];
  if (!isNamed && notYet === undefined) return [`${id}  no test names it, and no reason is given: ${sentence}`];
  return [];
}

/**
 * @param {import('./advisory-list.mjs').Advisory[]} listed
 * @returns {string[]} one line for each advisory that stands twice, has no case, or names one that there is not
 */
export function findAdvisoryFaults(listed) {
  const ids = listed.flatMap((one) => one.ids);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id}  stands twice among the advisories`);
  const astray = listed.flatMap((one) =>
    one.cases.filter((id) => !cases.has(id)).map((id) => `${one.ids[0]}  there is no case “${id}”`),
  );
  return [...twice, ...astray];
}

/** @param {Title[]} titles @param {string[]} wanted ids or letters of groups; none for all */
function toText(titles, wanted) {
  const isWanted = (id) => wanted.length === 0 || wanted.some((one) => [id, id[0], id.split(' ')[0]].includes(one));
  return Object.entries({ ...groups, fault: faultGroup }).flatMap(([letter, group]) => {
    const lines = Object.entries(group.cases).flatMap(([id, { sentence, notYet }]) => {
      if (!isWanted(id)) return [];
      const tests = testsOf(titles, id).map(({ file, title }) => `       ${title}  (${file})`);
      const none = `       ${notYet === undefined ? 'NO TEST' : `not yet: ${notYet}`}`;
      return [`  ${id.padEnd(3)}  ${sentence}`, ...(tests.length > 0 ? tests : [none])];
    });
    return lines.length > 0 ? [`${letter}. ${group.title}`, ...lines, ''] : [];
  });
}

function compare(root, titles) {
  const found = findFaults(titles);
  const path = join(root, documentPath);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== toDocument(titles))
    found.push(`${documentPath} is not what the titles say: renew it with \`npm run cases -- --write\``);
  for (const fault of found) console.error(fault);
  const shown = [...cases.keys()].filter((id) => titles.some(({ ids }) => ids.includes(id))).length;
  const showing = titles.filter(({ ids }) => ids.length > 0).length;
  console.log(`${shown} of ${cases.size} cases are shown by ${showing} tests, ${found.length} faults`);
  if (found.length > 0) process.exitCode = 1;
}

const usage = `Usage: npm run cases [-- options] [A6 J fault …]

Lists the misuse cases and faults, or those of these ids and groups, each with the tests whose titles name it.

  --write    renew ${documentPath}
  --compare  fail where a case has neither a test nor a reason, or both, a title names no case, or the document is not up to date
  --help     this text`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const flag = { type: 'boolean', default: false };
  const { values, positionals } = parseArgs({
    options: { write: flag, compare: flag, help: { ...flag, short: 'h' } },
    allowPositionals: true,
  });
  const files = values.help ? [] : listTestFiles(root).filter((file) => file !== ownTests);
  const titles = files.flatMap((file) => readTitlesOf(root, file));
  if (values.help) console.log(usage);
  else if (values.write) {
    writeFileSync(join(root, documentPath), toDocument(titles));
    console.log(`${documentPath} is written.`);
  } else if (values.compare) compare(root, titles);
  else console.log(toText(titles, positionals).join('\n'));
}
