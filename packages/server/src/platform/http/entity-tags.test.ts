import { expect, test } from 'vitest';
import { entityTagOf, matchesStrongly, matchesWeakly } from './entity-tags.ts';

test('equal representations have equal tags, others have others', () => {
  expect(entityTagOf({ a: 1, b: null })).toMatch(/^"[\w-]{22}"$/);
  expect(entityTagOf({ a: 1, b: null })).toBe(entityTagOf({ a: 1, b: null }));
  expect(entityTagOf({ a: 1, b: null })).not.toBe(entityTagOf({ a: 1, b: 0 }));
});

test.each([
  ['"a"', true, true],
  [' "x" ,"a"', true, true],
  ['*', true, true],
  ['W/"a"', false, true],
  ['W/"x", W/"a"', false, true],
  ['"x"', false, false],
  ['a', false, false],
  ['', false, false],
  ['w/"a"', false, false],
])('%s matches "a" strongly: %s, weakly: %s', (header, strongly, weakly) => {
  expect([matchesStrongly(header, '"a"'), matchesWeakly(header, '"a"')]).toEqual([strongly, weakly]);
});
