import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine, parseLines, type TextFault } from './parse-text.ts';

const faultOf = (outcome: string | TextFault) => (typeof outcome === 'string' ? null : outcome.fault);

describe('a text that people typed', () => {
  it('is composed, trimmed and counted in code points', () => {
    expect(parseLine('  Cafe\u0301 ', 80)).toBe('Café');
    expect(parseLine('😀'.repeat(80), 80)).toBe('😀'.repeat(80));
    expect(parseLine('😀'.repeat(81), 80)).toEqual({ fault: 'too_long', message: 'must have at most 80 characters' });
    expect(parseLines('x'.repeat(10_000_000), 80)).toMatchObject({ fault: 'too_long' });
    for (const none of ['', '   ', '\n\t'])
      for (const parse of [parseLine, parseLines])
        expect(parse(none, 80)).toEqual({ fault: 'too_short', message: 'must not be empty' });
  });

  it('keeps a family of emoji together, whose joiner is no control', () => {
    expect(parseLine('👨‍👩‍👧', 80)).toBe('👨‍👩‍👧');
  });

  it('has line breaks and tabs only where it may have many lines', () => {
    expect(parseLines('one\r\ntwo\rthree\n\tfour', 80)).toBe('one\ntwo\nthree\n\tfour');
    for (const text of ['one\ntwo', 'one\ttwo', 'one\u2028two'])
      expect(faultOf(parseLine(text, 80))).toBe('invalid_value');
  });

  it('has nothing that is not seen: controls, direction marks, halves of a character', () => {
    for (const sign of ['\0', '\u001b', '\u0085', '\u200b', '\u202e', '\u2066', '\ufeff', '\ud800'])
      for (const parse of [parseLine, parseLines])
        expect([sign, faultOf(parse(`a${sign}b`, 80))]).toEqual([sign, 'invalid_value']);
  });

  it('is the same when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        for (const read of [parseLine, parseLines]) {
          const once = read(text, 40);
          if (typeof once === 'string') expect(read(once, 40)).toBe(once);
        }
      }),
    );
  });
});
