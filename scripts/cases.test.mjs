import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { advisories } from './advisory-list.mjs';
import { groups } from './case-list.mjs';
import { findAdvisoryFaults, findFaults } from './cases.mjs';
import { toDocument } from './cases-document.mjs';
import { faults } from './fault-list.mjs';
import { readTitles } from './test-titles.mjs';

const file = 'packages/server/test/cases/some.test.ts';
const idsIn = (source) => readTitles(file, source).flatMap(({ ids }) => ids);
const all = [...Object.values(groups).flatMap(({ cases }) => Object.entries(cases)), ...Object.entries(faults)];
const due = all.filter(([, { notYet }]) => notYet === undefined).map(([id]) => id);
const allBut = (...missing) =>
  due.filter((id) => !missing.includes(id)).map((id) => ({ file, title: `${id}: x`, ids: [id] }));

describe('a title', () => {
  it.each([
    ["test('A6: odd addresses are refused', () => {});", ['A6']],
    ["it('J12, J13: broken and large ones', () => {});", ['J12', 'J13']],
    ["describe('mails (M8)', () => {});", ['M8']],
    ["describeApp('mails of M8', () => {});", ['M8']],
    ["describeOnEveryDatabase('the store (P7)', () => {});", ['P7']],
    ["test.describe('K4', () => {});", ['K4']],
    ["it.each([['a', 1]])('A7: %s is refused', () => {});", ['A7']],
    ["test.each`a\n\u0024{1}`('A7: $a', () => {});", ['A7']],
    ['test(`C2: of \u0024{count} uses one succeeds`, () => {});', ['C2']],
    ["test('D9: twice, D9', { timeout: 1 }, () => {});", ['D9']],
    ["test('P3, fault 12: x', () => {});", ['P3', 'fault 12']],
    ["describe('Fault 7, and fault 8', () => {});", ['fault 7', 'fault 8']],
  ])('names its cases: %s', (source, ids) => {
    expect(idsIn(source)).toEqual(ids);
  });

  it.each([
    "test.skip('A6: later', () => {});",
    "it.todo('A6: later');",
    "test.step('A6: a part of one', () => {});",
    "const titles = ['B12: too long'];",
    "// test('A6: in a comment', () => {});",
    "expect(x, 'A6').toBe(1);",
    "test('HTTP/1.1, ES256, P-256, E2E and U+FF20 are no cases', () => {});",
    "test('M09: a feature, and M13: another', () => {});",
    "test('a fault of 7, and the default 8', () => {});",
  ])('names none: %s', (source) => {
    expect(idsIn(source)).toEqual([]);
  });

  it('shows what stands between its words as an ellipsis', () => {
    expect(readTitles(file, 'test(`C2: of \u0024{a} and \u0024{b}`, () => {});')[0]?.title).toBe('C2: of … and …');
  });
});

describe('the list', () => {
  it('has nothing to say when every case that is due has a test', () => {
    expect(findFaults(allBut())).toEqual([]);
  });

  it('names each case that is due and has lost its test', () => {
    expect(findFaults(allBut('A6', 'O6'))).toEqual([
      expect.stringMatching(/^A6 {2}no test names it, and no reason is given: lists, quotes/),
      expect.stringMatching(/^O6 {2}no test names it, and no reason is given: thousands/),
    ]);
  });

  it('takes no reason beside a test, and no case without either', () => {
    const early = { file, title: 'F1: nothing is usable', ids: ['F1'] };
    expect(findFaults([...allBut(), early])).toEqual([
      expect.stringMatching(/^F1 {2}has a test and still says “second/),
    ]);
    expect(findFaults(allBut('fault 7'))).toEqual([
      expect.stringMatching(/^fault 7 {2}no test names it, and no reason/),
    ]);
  });

  it('names each title with an id that is no case', () => {
    const wrong = readTitles(file, "test('J17, fault 29: slips of the finger', () => {}); test('A6: fine', () => {});");
    expect(findFaults([...allBut(), ...wrong])).toEqual([
      `${file}  there is no case J17: “J17, fault 29: slips of the finger”`,
      `${file}  there is no case fault 29: “J17, fault 29: slips of the finger”`,
    ]);
  });

  it('has every number of a group once, without gaps but for the one that was given up', () => {
    const gaps = Object.entries(groups).flatMap(([letter, { cases }]) => {
      const numbers = Object.keys(cases).map((id) => Number(id.slice(letter.length)));
      expect(Object.keys(cases)).toEqual(numbers.toSorted((a, b) => a - b).map((number) => letter + number));
      return Array.from({ length: numbers.at(-1) ?? 0 }, (_, n) => n + 1)
        .filter((n) => !numbers.includes(n))
        .map((n) => letter + n);
    });
    expect(gaps).toEqual(['H17']);
  });

  it('says of every case what is sent and what has to come back', () => {
    for (const [id, { sentence }] of all) expect([id, sentence.split(' → ').length]).toEqual([id, 2]);
    expect(Object.keys(faults)).toEqual(Array.from({ length: 28 }, (_, n) => `fault ${n + 1}`));
  });

  it('names an advisory that stands twice or for a case that there is not', () => {
    expect(advisories.length).toBeGreaterThan(30);
    expect(findAdvisoryFaults([...advisories, { ...advisories[0], cases: ['A99'] }])).toEqual([
      `${advisories[0].ids[0]}  stands twice among the advisories`,
      `${advisories[0].ids[0]}  there is no case “A99”`,
    ]);
  });
});

describe('the document', () => {
  it('has a row for each case, with its tests in order and nothing that Markdown would read', () => {
    const titles = readTitles(file, "test('J16: <b>|x*', () => {}); test('J16: a', () => {});");
    const text = toDocument(titles);
    expect(text.match(/^\| \*\*(?:[A-P]|fault )\d+\*\* \|/gm)).toHaveLength(all.length);
    const row = text.split('\n').find((line) => line.startsWith('| **J16**'));
    expect(row).toContain(`J16: \\<b\\>\\|x\\* ([some](../${file}))<br>J16: a (`);
    expect(text.split('\n').find((line) => line.startsWith('| **F1**'))).toContain('not yet: second factors');
  });

  it('counts what is shown, says what tests do not reach, and leads from each advisory to its cases', () => {
    const text = toDocument(readTitles(file, "test('fault 1, E3, F1: x', () => {}); test('E3: y', () => {});"));
    expect(text).toMatch(/^\| \[Faults\]\(#faults\) \| 1 \| 27 \|$/m);
    expect(text).toMatch(/^\| \*\*fault 1\*\* .*<br>\*not reached:\* five kills/m);
    expect(text).toMatch(
      /^\| CVE-2026-1035 \| Keycloak .* \[E3\]\(#e-sessions\) \(2 tests\), .*\[fault 20\]\(#faults\) \(not yet\)/m,
    );
  });
});

describe('the command', () => {
  const scripts = [
    'cases.mjs',
    'cases-document.mjs',
    'case-list.mjs',
    'fault-list.mjs',
    'advisory-list.mjs',
    'test-titles.mjs',
  ];
  let tree;
  const run = (...args) => spawnSync(process.execPath, ['scripts/cases.mjs', ...args], { cwd: tree, encoding: 'utf8' });
  const writeTests = (text) => writeFileSync(join(tree, 'packages/server/src/some.test.ts'), text);

  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'portress-cases-'));
    for (const folder of ['scripts', 'docs', 'packages/server/src']) mkdirSync(join(tree, folder), { recursive: true });
    const here = fileURLToPath(new URL('.', import.meta.url));
    for (const name of scripts) copyFileSync(join(here, name), join(tree, 'scripts', name));
    symlinkSync(join(here, '../node_modules'), join(tree, 'node_modules'));
    execFileSync('git', ['init', '--quiet'], { cwd: tree });
    writeTests(due.map((id) => `test('${id}: holds', () => {});`).join('\n'));
  });
  afterEach(() => rmSync(tree, { recursive: true, force: true }));

  it('compares with success once the document is written', () => {
    expect(run('--compare').status).toBe(1);
    expect(run('--write').status).toBe(0);
    expect(readFileSync(join(tree, 'docs/security-cases.md'), 'utf8')).toContain('A6: holds');
    const { status, stdout } = run('--compare');
    expect([status, stdout]).toEqual([0, expect.stringContaining('0 faults')]);
  });

  it('fails for a lost test, a slip in an id, and a document that is behind', () => {
    run('--write');
    const others = due.filter((id) => id !== 'J10').map((id) => `test('${id}: holds now', () => {});`);
    writeTests([...others, "test('Q1, C99: x', () => {});"].join('\n'));
    const { status, stderr } = run('--compare');
    expect([status, ...stderr.trim().split('\n')]).toEqual([
      1,
      expect.stringMatching(/^J10 {2}no test/),
      expect.stringContaining('there is no case C99'),
      expect.stringContaining('renew it with'),
    ]);
  });

  it('lists cases, groups and faults with their tests', () => {
    const { stdout } = run('J10', 'F', 'fault');
    expect(stdout).toMatch(
      /\nJ\. HTTP and input\n {2}J10 {2}SQL.*\n {7}J10: holds {2}\(packages\/server\/src\/some\.test\.ts\)\n/,
    );
    expect(stdout).toContain('not yet: second factors');
    expect(stdout).toMatch(/fault\. Faults\n {2}fault 1 {2}[\s\S]*fault 28/);
    expect(stdout).not.toContain('J11');
  });
});
