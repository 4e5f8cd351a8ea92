import { expect, test } from 'vitest';
import { bearFullDisk } from './log-output.ts';

/** A file that takes so many bytes. */
function givenFile() {
  const file = { room: Number.POSITIVE_INFINITY, text: '' };
  const write = (bytes: Buffer): number => {
    const taken = Math.min(file.room, bytes.length);
    if (taken === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    file.room -= taken;
    file.text += bytes.subarray(0, taken).toString();
    return taken;
  };
  return { file, output: bearFullDisk(write) };
}

test('fault 13: a log whose disk is full loses lines, says how many when there is room again, and cuts none in two for good', () => {
  const { file, output } = givenFile();
  output('one\n');
  file.room = 3;
  output('two, of which not all fits\n');
  output('three\nfour\n');
  file.room = Number.POSITIVE_INFINITY;
  output('five\n');
  output('six\n');
  const [one, half, told, ...rest] = file.text.split('\n');
  expect([one, half, ...rest]).toEqual(['one', 'two', 'five', 'six', '']);
  expect(JSON.parse(told ?? '')).toMatchObject({ level: 'warn', lostLines: 3, msg: 'the log could not be written' });
});

test('a log that can be written is written as it is', () => {
  const { file, output } = givenFile();
  output('one\ntwo\n');
  output('three\n');
  expect(file.text).toBe('one\ntwo\nthree\n');
});
