import { describe, expect, test } from 'vitest';
import { UnreadableFile } from './contact-draft.ts';
import { readContactFile } from './read-contact-file.ts';

/** Ten milliseconds, twenty times. */
const bound = 200;
/** Fifteen, as often. */
const turnBound = 300;

/** What this thread has worked, in milliseconds: on a busy machine the clock would tell of others. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** What the whole takes, and the most that is done between two turns of others, who are let in after each stretch. */
async function time(format: 'vcard' | 'csv', file: Buffer): Promise<{ whole: number; turn: number; entries: number }> {
  const startedAt = worked();
  let [turn, last, entries] = [0, startedAt, 0];
  const reader = readContactFile(file, { format, charset: null, slashOrder: 'day-first' });
  const tick = (): void => {
    const now = worked();
    turn = Math.max(turn, now - last);
    last = now;
  };
  try {
    for await (const entry of reader) {
      tick();
      if (entry !== undefined) entries += 1;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
  }
  tick();
  return { whole: worked() - startedAt, turn, entries };
}

const cardOf = (lines: string): Buffer => Buffer.from(`BEGIN:VCARD\r\nFN:Ann\r\n${lines}\r\nEND:VCARD\r\n`);
const most = 100_000;

test.each([
  ['blanks', `NOTE:${' '.repeat(most)}`],
  ['backslashes', `N:${'\\'.repeat(60_000)}`],
  ['semicolons', `N:${';'.repeat(60_000)}`],
  ['commas', `CATEGORIES:${','.repeat(60_000)}`],
  ['parameters', `EMAIL${';TYPE=a'.repeat(8000)}:a@example.com`],
  ['words without a name', `EMAIL${';a'.repeat(30_000)}:a@example.com`],
  ['quotation marks', `EMAIL;X=${'"'.repeat(60_001)}:a`],
  ['no value', `EMAIL${';'.repeat(60_000)}`],
  ['a long name', 'A'.repeat(most)],
  ['hyphens and dots', `${'a-.'.repeat(30_000)}:x`],
  ['quoted-printable', `NOTE;ENCODING=QUOTED-PRINTABLE:${'=41'.repeat(20_000)}`],
  ['soft line ends', `NOTE;ENCODING=QUOTED-PRINTABLE:a${'=\r\n'.repeat(30_000)}`],
  ['folds', `NOTE:a${'\r\n '.repeat(30_000)}`],
  ['nothing but digits for a date', `BDAY:${'1'.repeat(60_000)}`],
  ['a date with a long time', `BDAY:1985-04-12T${'1'.repeat(60_000)}`],
  ['a name of many words', `FN:${'a '.repeat(30_000)}`],
  ['other properties', Array.from({ length: 12_000 }, (_, n) => `X-${n}:1`).join('\r\n')],
  ['cards within cards', `AGENT:\r\n${'BEGIN:VCARD\r\n'.repeat(7000)}`],
  ['beginnings', 'BEGIN:VCARD\r\n'.repeat(7000)],
  ['ends', 'END:VCARD\r\n'.repeat(8000)],
  ['lines without anything', '\r\n'.repeat(50_000)],
])('J15: 100 kB of %s in a card are dealt with at once', async (_what, lines) => {
  expect((await time('vcard', cardOf(lines))).whole).toBeLessThan(bound);
});

test.each([
  ['quotation marks', `first_name\r\n${'"'.repeat(most)}`],
  ['doubled quotation marks', `first_name\r\n"${'""'.repeat(most / 2)}"`],
  ['quotation marks in the middle', `first_name\r\nx${'"'.repeat(most)}`],
  ['separators', `first_name\r\n${','.repeat(most)}`],
  ['columns', `first_name,${'x,'.repeat(30_000)}\r\n${'1,'.repeat(30_000)}`],
  ['columns that mean the same', `${'notes,'.repeat(10_000)}\r\n1`],
  ['lines', `first_name\r\n${'a\r\n'.repeat(33_000)}`],
  ['lines without anything', `first_name\r\n${'\r\n'.repeat(50_000)}`],
  ['blanks', `first_name\r\n${' '.repeat(60_000)}`],
  ['line ends in a cell', `notes\r\n"${'\n'.repeat(60_000)}"`],
  ['apostrophes', `notes\r\n${"'".repeat(60_000)}`],
  ['values in a cell', `email\r\n${'a ::: '.repeat(10_000)}`],
  ['one long name of a column', 'x'.repeat(most)],
  ['digits for a date', `birthday\r\n${'1'.repeat(60_000)}`],
  ['slashes for a date', `birthday\r\n${'1/'.repeat(30_000)}`],
])('J15: 100 kB of %s in CSV never keep others from their turn', async (_what, file) => {
  expect((await time('csv', Buffer.from(file))).turn).toBeLessThan(bound);
});

describe('ten megabytes', () => {
  const size = 10_000_000;

  test.each([
    ['one line of CSV', 'csv', Buffer.alloc(size, 'x')],
    ['one cell', 'csv', Buffer.from(`first_name\r\n${'x'.repeat(size - 20)}`)],
    ['one quoted cell', 'csv', Buffer.from(`first_name\r\n"${'x\r\n'.repeat(size / 3)}`)],
    ['one property', 'vcard', cardOf(`NOTE:${'x'.repeat(size)}`)],
    ['one folded property', 'vcard', cardOf(`NOTE:${'x\r\n '.repeat(size / 4)}`)],
    ['one card', 'vcard', cardOf('TEL:1\r\n'.repeat(size / 7))],
    ['a picture', 'vcard', cardOf(`PHOTO;ENCODING=b:${'QUJDREVGR0hJ\r\n '.repeat(size / 15)}`)],
    ['no line end', 'vcard', Buffer.alloc(size, 'BEGIN:VCARD ')],
    ['lines of nothing', 'vcard', Buffer.alloc(size, '\n')],
  ] as const)('as %s take a moment, and leave others their turns', async (_what, format, file) => {
    const { whole, turn, entries } = await time(format, file);
    expect(entries).toBeLessThanOrEqual(1);
    expect(whole).toBeLessThan(20 * 1000);
    expect(turn).toBeLessThan(turnBound);
  });
});
