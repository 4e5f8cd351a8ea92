import { expect, test } from 'vitest';
import { countHashingThreads } from './count-hashing-threads.ts';

const megabytes = (count: number): number => count * 2 ** 20;

test.each([
  ['a machine of its own', { workers: 1, cores: 8, memory: megabytes(16_000) }, 8],
  ['four processes on it', { workers: 4, cores: 8, memory: megabytes(16_000) }, 2],
  ['more processes than cores', { workers: 3, cores: 2, memory: megabytes(16_000) }, 1],
  ['a container with room for two', { workers: 1, cores: 8, memory: megabytes(250) }, 2],
  ['a container with room for none', { workers: 1, cores: 8, memory: megabytes(150) }, 1],
  ['two processes in one container', { workers: 2, cores: 8, memory: megabytes(512) }, 2],
])('%s: as many threads as there are cores, or as have room', (_, { workers, ...machine }, threads) => {
  expect(countHashingThreads(workers, machine)).toBe(threads);
});

test('this machine has room for one at least', () => {
  expect(countHashingThreads(1)).toBeGreaterThanOrEqual(1);
});
