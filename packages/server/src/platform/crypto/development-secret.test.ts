import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readOrMakeDevelopmentSecret } from './development-secret.ts';

const made: string[] = [];
const directory = (): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'portress-secret-')), 'data');
  made.push(path);
  return path;
};
afterEach(() => {
  for (const path of made.splice(0)) rmSync(join(path, '..'), { recursive: true, force: true });
});

test('N7: is made once, long, for its owner alone, and stays the same', () => {
  const data = directory();
  const secret = readOrMakeDevelopmentSecret(data);
  expect(Buffer.from(secret, 'base64')).toHaveLength(48);
  expect(readOrMakeDevelopmentSecret(data)).toBe(secret);
  expect(statSync(join(data, 'development-secret')).mode & 0o777).toBe(0o600);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  expect(readdirSync(data)).toEqual(['development-secret']);
  expect(readOrMakeDevelopmentSecret(directory())).not.toBe(secret);
});
