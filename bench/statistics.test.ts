import { expect, test } from 'vitest';
import { percentileOf, separationOf, spreadOf } from './statistics.ts';

test('a median and its spread, of odd and even counts', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3, rounds: 3 });
  expect(spreadOf([4, 1, 2, 3]).median).toBe(2.5);
});

test('a percentile is one of the values, in whatever order they come', () => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(percentileOf(values, 0.5)).toBe(51);
  expect(percentileOf(values, 0.99)).toBe(100);
  expect(percentileOf([7], 0.99)).toBe(7);
});

test('separation is a half for what cannot be told apart and one for what always can, whichever is larger', () => {
  const low = [1, 2, 3, 4];
  const high = [5, 6, 7, 8];
  expect(separationOf(low, high)).toBe(1);
  expect(separationOf(high, low)).toBe(1);
  expect(separationOf(low, low)).toBe(0.5);
  expect(separationOf([1, 1, 1], [1, 1])).toBe(0.5);
  expect(separationOf([1, 3], [2, 4])).toBe(0.75);
});
