import { expect, test } from 'vitest';
import { findPasswordFault, isReadablePassword } from './parse-new-password.ts';

const minLength = 8;
const faultOf = (text: string) => findPasswordFault(text, { minLength })?.code;

test('B13: length is counted in code points after NFC', () => {
  expect(faultOf('e\u0301'.repeat(7))).toBe('too_short');
  expect(faultOf('e\u0301'.repeat(8))).toBeUndefined();
  expect(faultOf('\u{1f600}'.repeat(7))).toBe('too_short');
  expect(faultOf('\u{1f600}'.repeat(256))).toBeUndefined();
  expect(faultOf('\u{1f600}'.repeat(257))).toBe('too_long');
  expect(faultOf('e\u0301'.repeat(256))).toBeUndefined();
});

test('B12: 128 characters are fine, spaces count, and more than 256 are refused without being read', () => {
  expect(faultOf('x'.repeat(128))).toBeUndefined();
  expect(faultOf('       x')).toBeUndefined();
  expect(faultOf('x'.repeat(257))).toBe('too_long');
  const start = performance.now();
  expect(faultOf('\u0301'.repeat(1_000_000))).toBe('too_long');
  expect(performance.now() - start).toBeLessThan(200);
});

test('a lone surrogate is refused: on its way to the hash it would become another character', () => {
  expect(faultOf('password\ud800')).toBe('invalid_value');
  expect(isReadablePassword('password\ud800')).toBe(false);
});
