import { expect, test } from 'vitest';
import { makeFuseFilter, openFuseFilter } from './fuse-filter.ts';

const texts = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

test.each([0, 1, 2, 3, 10, 1_000, 20_000])('of %i texts it denies none, and takes few others for one', (count) => {
  const listed = texts('listed ', count);
  const filter = openFuseFilter(makeFuseFilter(new Set(listed)));
  expect(listed.filter((text) => !filter.has(text))).toEqual([]);
  // One in 65,536 is meant: about one of these.
  expect(texts('other ', 50_000).filter((text) => filter.has(text)).length).toBeLessThan(10);
});

test('the same texts make the same bytes, two and a half for each', () => {
  const listed = new Set(texts('listed ', 100_000));
  const bytes = makeFuseFilter(listed);
  expect(Buffer.from(makeFuseFilter(listed)).equals(bytes)).toBe(true);
  expect(bytes.length).toBeLessThan(250_000);
});

test('a damaged file is an error and not an empty list', () => {
  const bytes = makeFuseFilter(new Set(texts('listed ', 100)));
  for (const damaged of [
    new Uint8Array(),
    bytes.slice(0, 15),
    bytes.slice(0, -1),
    bytes.slice(1),
    new Uint8Array(5_000),
  ])
    expect(() => openFuseFilter(damaged)).toThrow(/damaged/);
});
