import { expect, test } from 'vitest';
import { openFuseFilter } from '../packages/server/src/features/authenticators/passwords/fuse-filter.ts';
import { buildPasswordLists, findOutdated } from './build-password-lists.mjs';

const { files, listed } = buildPasswordLists();

test('the lists in the tree are what the script makes of its sources', () => {
  expect(findOutdated(files), 'run `npm run password-lists` and look at the difference').toEqual([]);
});

test('B14: the filter knows every listed password, and takes fewer than one in 10,000 others for one', () => {
  const filter = openFuseFilter(files['common-passwords.fuse']);
  expect(listed.size).toBeGreaterThan(400_000);
  expect([...listed].filter((text) => !filter.has(text))).toEqual([]);
  const others = Array.from({ length: 200_000 }, (_, number) => `not in the list ${number}`);
  expect(others.filter((text) => filter.has(text)).length).toBeLessThan(20);
});

test('the filter is small enough to be read for one question', () => {
  expect(files['common-passwords.fuse'].length).toBeLessThan(2 ** 20);
});
