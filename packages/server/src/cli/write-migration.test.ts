import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { writeMigration } from './write-migration.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function givenMigrations(): string {
  const directory = mkdtempSync(join(tmpdir(), 'portress-migrations-'));
  directories.push(directory);
  writeFileSync(join(directory, 'migrations.ts'), '');
  writeFileSync(join(directory, '0041-earlier.ts'), '');
  return directory;
}

describe('a new migration', () => {
  it('gets the next number, and its name as the name of what it exports', async () => {
    const directory = givenMigrations();
    const file = writeMigration(directory, 'add-phone-numbers2');
    expect(file).toBe(join(directory, '0042-add-phone-numbers2.ts'));
    expect(Object.keys(await import(/* @vite-ignore */ pathToFileURL(file).href))).toEqual(['addPhoneNumbers2']);
  });

  it('cannot be applied before it is written', async () => {
    const file = writeMigration(givenMigrations(), 'empty');
    const { empty } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    await expect(empty.up()).rejects.toThrow('0042-empty is not written yet');
  });

  it('leaves everything as it is when the name is taken', () => {
    const directory = givenMigrations();
    expect(() => writeMigration(directory, 'earlier')).toThrow('"earlier" already');
    expect(readdirSync(directory).toSorted()).toEqual(['0041-earlier.ts', 'migrations.ts']);
  });
});
