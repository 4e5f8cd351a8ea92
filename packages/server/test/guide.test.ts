import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectShown } from './guides/expect-shown.ts';
import { copyRepository, type RepositoryCopy, readDocument } from './repository-copy.ts';

const guide = readDocument('docs/guides/build-your-own-app.md');
const migrations = 'packages/server/src/migrations';
const list = 'packages/server/src/apps/installed.ts';
const run = promisify(execFile);

/** The files of the guide: a path in bold, and the code below it. */
const files = [...guide.matchAll(/^\*\*`([^`]+)`\*\*[^\n]*\n\n```ts\n([\s\S]*?)^```$/gm)].map(
  ([, path = '', text = '']) => ({ path, text }),
);
const fileOf = (ending: string): string => files.find(({ path }) => path.endsWith(ending))?.text ?? '';

/** Lines for a shell with the answer shown below them; `npm start` stands alone, because it goes on. */
const blocks = [...guide.matchAll(/^```sh\n([^`]*)^```\n```(text|json)\n([^`]*)^```$/gm)].map(
  ([, script = '', language, text = '']) => ({ script, shown: { text, isJson: language === 'json' } }),
);
const isMigrationBegun = ({ script }: { script: string }): boolean => script.includes('migrate new');

describe('the guide to an app of one’s own', { timeout: 300_000 }, () => {
  let copy: RepositoryCopy;
  /** Begins a migration as the guide says, and writes it: the number is the next one of the day. */
  const writeMigration = async (name: string): Promise<string> => {
    const begun = blocks.filter(isMigrationBegun).find(({ script }) => script.includes(`migrate new ${name}\n`));
    const told = await copy.node('packages/server/src/cli/portress.ts', 'migrate', 'new', name);
    expectShown(told, begun?.shown ?? { text: '', isJson: false });
    const [path = ''] = copy.list(migrations).filter((file) => file.endsWith(`-${name}.ts`));
    copy.write(path, fileOf(`NNNN-${name}.ts`));
    return path;
  };
  let migration: string;

  beforeAll(async () => {
    copy = copyRepository();
    migration = await writeMigration('notes');
    for (const { path, text } of files) if (path.includes('/apps/notes/')) copy.write(path, text);
    copy.append(list, fileOf('/installed.ts'));
  }, 60_000);
  afterAll(() => copy.close());

  it('has all of its parts', () => {
    expect(files.map(({ path }) => path.replace('packages/server/src/', ''))).toEqual([
      'migrations/NNNN-notes.ts',
      ...['contract', 'store', 'write-note', 'change-note', 'routes', 'personal-data', 'give-samples', 'app'].map(
        (name) => `apps/notes/${name}.ts`,
      ),
      'apps/installed.ts',
      'apps/notes/notes.test.ts',
      'migrations/NNNN-drop-notes.ts',
    ]);
    expect(blocks.filter(isMigrationBegun)).toHaveLength(2);
    expect(blocks.length).toBeGreaterThan(8);
    // A block that is not run would prove nothing: what no answer follows is known here.
    const shells = [...guide.matchAll(/^```sh\n/gm)].length;
    expect(shells - blocks.length).toBe([...guide.matchAll(/^```sh\nnpm start\n```$/gm)].length);
  });

  it('compiles, formatted as the house is, and within its import rules', async () => {
    await copy.compile();
    await copy.holdImportRules();
    const folders = ['packages/server/src/apps', migrations];
    await copy.node('node_modules/@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', ...folders);
  });

  it('passes its own tests on both databases, and every column is declared', async () => {
    const { files: suites, passed } = await copy.runTests(
      'apps/notes/notes.test.ts',
      'features/account-data/personal-data.test.ts',
    );
    expect(suites).toBe(2);
    const own = [...fileOf('notes.test.ts').matchAll(/^ {2}test\(/gm)].length;
    expect(own).toBeGreaterThan(5);
    expect(passed).toBeGreaterThan(2 * own);
  });

  it('answers what the guide shows, to the letter', async () => {
    if (spawnSync('curl', ['--version']).status !== 0)
      throw new Error('There is no curl on this machine: the lines of the guide cannot be tried.');
    const shown = blocks.filter((block) => !isMigrationBegun(block));
    const service = await copy.serve();
    try {
      const here = (text: string): string => text.replaceAll('localhost:8000', `localhost:${service.port}`);
      // `npm run` would look whether the packages of the copy are installed: they are links.
      const portress = `'${process.execPath}' packages/server/src/cli/portress.ts`;
      const script = shown.map(({ script: lines }) => `${lines}printf '\\n=====\\n'\n`).join('');
      const { stdout } = await run(
        'bash',
        ['--norc', '-eu', '-o', 'pipefail', '-c', here(script).replaceAll('npm run --silent portress --', portress)],
        { cwd: copy.directory, env: service.environment },
      );
      const answers = stdout.split('\n=====\n');
      expect(answers).toHaveLength(shown.length + 1);
      for (const [index, block] of shown.entries())
        expectShown(answers[index] ?? '', { ...block.shown, text: here(block.shown.text) });
    } finally {
      await service.stop();
    }
  });

  it('is taken out again as the guide says, where its migration has run', async () => {
    await (await copy.serve()).stop();
    copy.remove('packages/server/src/apps/notes');
    copy.write(list, readDocument(list));
    copy.remove(migration);
    expect(await copy.node('packages/server/src/cli/portress.ts', 'migrate', 'check')).toMatch(
      /^The database was migrated by a newer version of Portress \(\d{4}-notes\), which this one can live with\.\n$/,
    );
    await (await copy.serve()).stop();
    copy.write(migration, fileOf('NNNN-notes.ts'));
    await writeMigration('drop-notes');
    copy.remove(migration);
    await expect(copy.serve()).rejects.toThrow(
      /^the service did not start:\nThe database was migrated by a newer version of Portress \(\d{4}-notes\): [^\n]+\n$/,
    );
    copy.write(migration, fileOf('NNNN-notes.ts'));
    const service = await copy.serve();
    try {
      expect((await fetch(`${service.url}/api/notes`)).status).toBe(404);
      expect((await fetch(`${service.url}/api/account`)).status).toBe(401);
      expect(await (await fetch(`${service.url}/openapi.json`)).text()).not.toContain('/api/notes');
    } finally {
      await service.stop();
    }
    await copy.runTests('features/account-data/personal-data.test.ts');
  });
});
