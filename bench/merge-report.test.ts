import { expect, it } from 'vitest';
import { mergeReport } from './merge-report.ts';

const old = `Measured on 2026-01-02 by \`npm run bench\`: a machine; load average before the run 0.1.

| # | what | beside | measured | least–most | Prototype | Reach | reached |
| --- | --- | --- | --- | --- | --- | --- | --- |
| G1 | reads | bare | **0.46** | – | – | 0.8 | **no** |
| G3 | refreshes | parts | **1.92** | – | – | 1.5 | yes |

### G1: Reads

one

### G3: Refreshes

three`;
const order = ['G1', 'G2', 'G3'];
const given = (id: string, value: string) => ({
  rows: [`| ${id} | what | beside | **${value}** | – | – | – | – |`],
  section: `### ${id}: Anew\n\n${value}`,
});
const merge = (before: string, date: string, id: string, value: string): string =>
  mergeReport(before, order, { date, conditions: 'another machine', figures: new Map([[id, given(id, value)]]) });

it('a figure that is measured again replaces its rows and its section, and says when', () => {
  const text = merge(old, '2026-03-04', 'G1', '0.99');
  expect(text).toContain('| G1 | what | beside | **0.99** | – | – | – | – | 2026-03-04 |');
  expect(text).toContain('### G1: Anew\n\nMeasured on 2026-03-04: another machine.\n\n0.99');
  expect(text).not.toContain('0.46');
  expect(text).not.toContain('one');
});

it('a figure that is not measured again stays, with the day and the machine of its own run', () => {
  const text = merge(old, '2026-03-04', 'G1', '0.99');
  expect(text).toContain('| G3 | refreshes | parts | **1.92** | – | – | 1.5 | yes | 2026-01-02 |');
  expect(text).toContain('### G3: Refreshes\n\nMeasured on 2026-01-02 by `npm run bench`: a machine;');
});

it('a figure that is new takes its place in the order, and a second writing keeps all dates', () => {
  const text = merge(merge(old, '2026-03-04', 'G1', '0.99'), '2026-05-06', 'G2', '0.77');
  const rows = text.split('\n').filter((line) => line.startsWith('| G'));
  expect(rows.map((row) => [row.slice(2, 4), row.slice(-12, -2)])).toEqual([
    ['G1', '2026-03-04'],
    ['G2', '2026-05-06'],
    ['G3', '2026-01-02'],
  ]);
  expect(text.match(/^### \w+/gm)).toEqual(['### G1', '### G2', '### G3']);
  expect(text.match(/^Measured on [\d-]+/gm)).toEqual([
    'Measured on 2026-03-04',
    'Measured on 2026-05-06',
    'Measured on 2026-01-02',
  ]);
});

it('a figure that cannot be measured here says so, but takes the place of no figure that was measured', () => {
  const missing = new Map(['G1', 'G2'].map((id) => [id, given(id, 'not measured here')]));
  const now = { date: '2026-03-04', conditions: 'another machine', figures: new Map(), missing };
  const text = mergeReport(old, order, now);
  expect(text).toContain('| G1 | reads | bare | **0.46** | – | – | 0.8 | **no** | 2026-01-02 |');
  expect(text).toContain('| G2 | what | beside | **not measured here** | – | – | – | – | – |');
});
