// docs/security-cases.md, made of the lists and of the titles of the tests.
import { advisories } from './advisory-list.mjs';
import { groups } from './case-list.mjs';
import { faults } from './fault-list.mjs';

/** @typedef {{ file: string, title: string, ids: string[] }} Title */

/** @param {Title[]} titles @param {string} id @returns {Title[]} those that name it, always in the same order */
export const testsOf = (titles, id) =>
  titles
    .filter(({ ids }) => ids.includes(id))
    .toSorted((one, other) => one.file.localeCompare(other.file, 'en') || one.title.localeCompare(other.title, 'en'));

const groupTitle = (letter) => `${letter}. ${groups[letter].title}`;
const faultTitle = 'Faults';
/** The invariants are what the faults are held against, so the two stand together at the end. */
const caseLetters = Object.keys(groups).filter((letter) => letter !== 'P');

/** @param {Title[]} titles @returns {string} the whole page */
export function toDocument(titles) {
  const tables = caseLetters.map((letter) => `## ${groupTitle(letter)}\n\n${toTable(titles, groups[letter].cases)}`);
  return `${[
    '# Security cases',
    introduction,
    toCount(titles),
    ...tables,
    `## ${groupTitle('P')}\n\n${toTable(titles, groups.P.cases)}`,
    `## ${faultTitle}\n\n${faultIntroduction}\n\n${toTable(titles, faults, 'what is done → what has to hold')}`,
    `## Advisories\n\n${advisoryIntroduction}\n\n${toAdvisoryTable(titles)}`,
  ].join('\n\n')}\n`;
}

const introduction = `What must hold whatever is sent and whatever breaks, and the tests that show it; where there is none yet, the reason. Made by
\`npm run cases -- --write\` from the titles of the tests and from the lists of
[cases](../scripts/case-list.mjs), [faults](../scripts/fault-list.mjs) and [advisories](../scripts/advisory-list.mjs), so it tells of no test
that is not there: \`npm run check\` fails where a case has lost its test, or has one and still says “not yet”. Bounds of time are tested at twenty
times their figure and measured in [benchmarks](benchmarks.md). What is defended, and against whom, is told in the
[threat model](threat-model.md); how it stands beside published standards in [standards](standards.md).`;

const faultIntroduction = `What breaks around the service while it works. Several nodes are judged by the history of what they answered
([0049](decisions/0049-several-nodes-are-judged-by-their-history-and-no-node-by-its-clock.md)), and that judge is given planted faults, which
it has to find.`;

const advisoryIntroduction = `What went wrong in systems of this kind, as published, and the cases that stand for its class: they send what
was sent there, in our words. The tests are those of the cases above.`;

function toCount(titles) {
  const rows = [
    ...Object.keys(groups).map((letter) => [groupTitle(letter), Object.keys(groups[letter].cases)]),
    [faultTitle, Object.keys(faults)],
  ].map(([title, ids]) => {
    const shown = ids.filter((id) => testsOf(titles, id).length > 0).length;
    return `| [${title}](#${anchorOf(title)}) | ${shown} | ${ids.length - shown} |`;
  });
  return ['| | shown by tests | not yet |', '|---|---|---|', ...rows].join('\n');
}

/** What GitHub and the documentation site make of a heading. */
const anchorOf = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replace(/ /g, '-');

function toTable(titles, cases, told = 'what is sent → what has to come back') {
  const rows = Object.entries(cases).map(
    ([id, one]) => `| **${id}** | ${cell(one.sentence)} | ${testCell(titles, id, one)} |`,
  );
  return [`| | ${told} | shown by |`, '|---|---|---|', ...rows].join('\n');
}

function testCell(titles, id, { notYet, beyond }) {
  const lines = testsOf(titles, id).map(({ file, title }) => `${cell(title)} ([${nameOf(file)}](../${file}))`);
  if (lines.length === 0) lines.push(notYet === undefined ? 'no test' : `not yet: ${sentenceCell(notYet)}`);
  return [...lines, ...(beyond === undefined ? [] : [`*not reached:* ${sentenceCell(beyond)}`])].join('<br>');
}

function toAdvisoryTable(titles) {
  const rows = advisories.map(({ ids, product, sentence, cases }) => {
    const shown = cases.map((id) => {
      const count = testsOf(titles, id).length;
      const tests = count === 0 ? 'not yet' : `${count} ${count === 1 ? 'test' : 'tests'}`;
      return `[${id}](#${anchorOf(id.startsWith('fault') ? faultTitle : groupTitle(id[0]))}) (${tests})`;
    });
    return `| ${ids.join('<br>')} | ${product || '–'} | ${cell(sentence)} | ${shown.join(', ')} |`;
  });
  return ['| | in | what went wrong | cases |', '|---|---|---|---|', ...rows].join('\n');
}

/** A `<` would begin an element, a `|` another cell; the rest may stand as it is. */
const cell = (text) => text.replace(/[\\|<>*_`[\]]/g, '\\$&').replace(/\s+/g, ' ');
/** Of a sentence of our own, where a name may stand in backticks. */
const sentenceCell = (text) => text.replaceAll('|', '\\|');

const nameOf = (file) =>
  file
    .split('/')
    .at(-1)
    ?.replace(/\.(?:test|spec)\.\w+$/, '');
