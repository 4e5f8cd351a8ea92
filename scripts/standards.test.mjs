import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { asvsLevels } from './standards-list.mjs';
import { findFaults, readRows } from './standards-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/standards.md'), 'utf8');
const rowOf = (id) => page.split('\n').find((line) => line.startsWith(`| **${id}** |`)) ?? '';

describe('the page of standards', () => {
  it('has each requirement of levels 1 and 2 once, and names only tests, sections and files that are there', () => {
    expect(findFaults(page, root)).toEqual([]);
    const levels = [...asvsLevels.values()];
    expect([1, 2].map((level) => levels.filter((one) => one === level).length)).toEqual([70, 183]);
    expect(readRows(page).length).toBeGreaterThan(asvsLevels.size + 30);
  });

  it.each([
    ['a test that has lost its title', (row) => row.replace('B5: ', 'B55: '), /^15\.3\.4 {2}\S+ has no title “B55: /],
    [
      'a test file without a title',
      (row) => row.replaceAll(/`[^`]+`(?:, )?/g, ''),
      /^15\.3\.4 {2}names \S+ and none of/,
    ],
    [
      'a test file that is gone',
      (row) => row.replaceAll('sign-in.test.ts', 'gone.test.ts'),
      /^there is no \S+gone\.test/,
    ],
    [
      'a section that is gone',
      (row) => `${row}[x](threat-model.md#nowhere)`,
      /^threat-model\.md has no section #nowhere/,
    ],
    [
      'a verdict without a proof',
      (row) => row.replace(/[^|]+\|$/, ' surely |'),
      /^15\.3\.4 {2}is “held” without a proof/,
    ],
    ['a verdict that is none', (row) => row.replace('| held |', '| fine |'), /^15\.3\.4 {2}“fine” is no verdict/],
    ['a reason that is missing', (row) => row.replace(/held \|[^|]+\|$/, 'not yet | |'), /“not yet” without a reason/],
    ['a requirement that is missing', () => '', /^15\.3\.4 {2}stands 0 times/],
    ['one that stands twice', (row) => `${row}\n${row}`, /^15\.3\.4 {2}stands 2 times/],
    ['one with another level', (row) => row.replace('| 2 |', '| 1 |'), /^15\.3\.4 {2}is not of level 1/],
  ])('finds %s', (_what, plant, fault) => {
    const row = rowOf('15.3.4');
    const planted = page.replace(row, () => plant(row));
    expect(planted).not.toBe(page);
    expect(findFaults(planted, root)).toContainEqual(expect.stringMatching(fault));
  });
});
