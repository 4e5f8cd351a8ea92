import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { writeMigration } from './write-migration.ts';

const timelineText = readFileSync(new URL('../migrations/timeline.ts', import.meta.url), 'utf8');
const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function givenMigrations(timeline = timelineText): string {
  const directory = mkdtempSync(join(tmpdir(), 'portress-migrations-'));
  directories.push(directory);
  writeFileSync(join(directory, 'timeline.ts'), timeline);
  writeFileSync(join(directory, '0041-earlier.ts'), '');
  return directory;
}

describe('a new migration', () => {
  it('gets the next number and stands at the end of the timeline', () => {
    const directory = givenMigrations();
    expect(writeMigration(directory, 'add-phone-numbers2')).toBe(join(directory, '0042-add-phone-numbers2.ts'));
    const timeline = readFileSync(join(directory, 'timeline.ts'), 'utf8');
    expect(timeline).toContain("import { addPhoneNumbers2 } from './0042-add-phone-numbers2.ts';\n\n/** One timeline");
    expect(timeline).toMatch(/ {2}'0042-add-phone-numbers2': addPhoneNumbers2,\n};\n$/);
    expect(timeline.replace(/.*addPhoneNumbers2.*\n/g, '')).toBe(timelineText);
  });

  it('cannot be applied before it is written', async () => {
    const directory = givenMigrations('import {} from "node:fs";\nexport const timeline = {\n};\n');
    writeMigration(directory, 'empty');
    const { timeline } = await import(/* @vite-ignore */ pathToFileURL(join(directory, 'timeline.ts')).href);
    await expect(timeline['0042-empty'].up()).rejects.toThrow('0042-empty is not written yet');
  });

  it('leaves everything as it is when the name is taken or the timeline cannot be read', () => {
    for (const [directory, name] of [
      [givenMigrations(), 'sessions'],
      [givenMigrations('export const timeline = makeTimeline();\n'), 'other'],
    ] as const) {
      const before = readFileSync(join(directory, 'timeline.ts'), 'utf8');
      expect(() => writeMigration(directory, name)).toThrow();
      expect(readFileSync(join(directory, 'timeline.ts'), 'utf8')).toBe(before);
      expect(readdirSync(directory).toSorted()).toEqual(['0041-earlier.ts', 'timeline.ts']);
    }
  });
});
