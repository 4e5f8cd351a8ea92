import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readOptions } from './options.ts';
import { readOutcome } from './outcome.ts';
import { formatSummary, isGood } from './summary.ts';
import { insertSummary } from './write-summary.ts';

const tried = { proof: 'fault 7: Redis killed', on: 'two nodes', counts: { requests: 1200 }, milliseconds: 2500 };

/** The outcome of a run whose proofs and runner wrote this down. */
function givenOutcome(records: object[], report: object, exitCode = 0) {
  const directory = mkdtempSync(join(tmpdir(), 'proof-command-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const files = { evidence: join(directory, 'evidence.jsonl'), report: join(directory, 'report.json') };
  writeFileSync(files.evidence, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  writeFileSync(files.report, JSON.stringify(report));
  return readOutcome({ ...files, isLong: true, seed: 7 }, { exitCode, milliseconds: 61_000 });
}

test('a run is short, with the same seed each time, unless it is told otherwise', () => {
  expect(readOptions([])).toMatchObject({ isLong: false, seed: 1, only: [] });
  expect(readOptions(['--long', '--seed', '42', '--only', 'faults/07', 'races'])).toMatchObject({
    isLong: true,
    seed: 42,
    only: ['faults/07', 'races'],
  });
});

test.each([[['--seed', 'x']], [['--seed', '0']], [['--seed', '1.5']], [['--seed=-3']], [['--lonng']]])(
  'what cannot be meant is refused: %s',
  (args) => {
    expect(readOptions(args)).toEqual({ refusal: expect.stringMatching(/seed|lonng/) });
  },
);

test('a violation, or a proof that failed, makes the run a bad one', () => {
  const report = { numPassedTests: 1, numFailedTests: 0, numPendingTests: 0 };
  expect(isGood(givenOutcome([{ ...tried, violations: 0 }], report))).toBe(true);
  expect(isGood(givenOutcome([{ ...tried, violations: 1 }], report))).toBe(false);
  expect(isGood(givenOutcome([{ ...tried, violations: 0 }], report, 1))).toBe(false);
});

test('the summary says what was tried, what was not, and the seed to run it again with', () => {
  const outcome = givenOutcome(
    [
      { ...tried, violations: 0 },
      { proof: 'fault 15', why: 'faketime is not installed' },
    ],
    {
      numPassedTests: 3,
      numFailedTests: 0,
      numPendingTests: 1,
    },
  );
  const summary = formatSummary(outcome);
  expect(summary).toContain('fault 7: Redis killed (two nodes): 1,200 requests; 0 violations; 2.5 s');
  expect(summary).toContain('fault 15: faketime is not installed');
  expect(summary).toContain('3 proofs passed, 0 failed, 1 not run; 0 violations; seed 7; 61 s.');
});

test('a long run takes the place of the one before on the page, and of nothing else', () => {
  const outcome = givenOutcome([{ ...tried, violations: 0 }], { numPassedTests: 1 });
  const page = 'Before.\n<!-- run: begin -->\nold\n<!-- run: end -->\nAfter.\n';
  const written = insertSummary(page, outcome);
  expect(written).toMatch(/^Before\.\n<!-- run: begin -->\nRun on [\s\S]+\n<!-- run: end -->\nAfter\.\n$/);
  expect(written).not.toContain('old');
  expect(written).toContain('--seed 7');
  expect(() => insertSummary('nothing', outcome)).toThrow('has lost its marks');
});
