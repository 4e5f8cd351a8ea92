import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { commands } from '#server/cli/commands.ts';
import { type Page, readPage } from './guides/read-page.ts';
import { runPage } from './guides/run-page.ts';

/*
 * The guides say only what was run. Blocks of ```sh and ```console are run; comments of the page say with what, or why not, and
 * CONTRIBUTING.md ("A guide") lists them. ```console, with "$ " before each command, is for what people see on a terminal, refusals
 * included: there an answer is compared and the exit code is not asked for. In ```sh every command has to succeed.
 */

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = 'docs/guides';
const pages = readdirSync(join(root, folder))
  .filter((name) => name.endsWith('.md'))
  .toSorted()
  .map((name) => readPage(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')));
const sum = (count: (page: Page) => number): number => pages.reduce((total, page) => total + count(page), 0);

const titleOf = ({ path, title, run, notRun, runBy }: Page): string => {
  const blocks = runBy === null ? `${run} blocks of commands run, ${notRun} are not` : `is run by ${runBy}`;
  return `${path}, “${title}”: ${blocks}`;
};

// Each page is mostly a wait for processes of its own.
describe.concurrent('the commands of the guides', { timeout: 120_000 }, () => {
  it.each(pages.map((page) => [titleOf(page), page] as const))('%s', async (_title, page) => {
    if (page.runBy !== null) {
      expect(existsSync(join(root, page.runBy)), `${page.path} is run by ${page.runBy}, which is not there`).toBe(true);
      expect(readFileSync(join(root, page.runBy), 'utf8')).toContain(page.path);
    }
    await runPage(page);
  });
});

it('tells of every command of the command line', () => {
  const text = readFileSync(join(root, folder, 'command-line.md'), 'utf8');
  // A section may tell of several: "invitations create, invitations list", "service-keys create, list, revoke".
  const told = [...text.matchAll(/^## (.+)$/gm)].flatMap(([, heading = '']) => {
    const [first = '', ...others] = heading.split(', ');
    return [first, ...others.flatMap((name) => [name, `${first.split(' ')[0]} ${name}`])];
  });
  // `migrate status` and its like stand in the section of `migrate`.
  const missing = Object.keys(commands).filter(
    (name) => !told.includes(name) && !told.includes(name.split(' ')[0] ?? ''),
  );
  expect(missing).toEqual([]);
});

it('leaves no block of commands without a run or a reason', () => {
  for (const page of pages.filter(({ runBy }) => runBy === null)) {
    const text = readFileSync(join(root, page.path), 'utf8');
    expect(text.match(/^ *```(?:sh|console)$/gm)?.length ?? 0, page.path).toBe(page.run + page.notRun);
  }
  expect(sum(({ run }) => run)).toBeGreaterThan(sum(({ notRun }) => notRun));
});

describe('the test of the guides', { timeout: 60_000 }, () => {
  const nothing = '# Planted\n\n<!-- run with: nothing -->\n';
  const plant = (text: string): Page => readPage('planted.md', text);

  it('compares to the letter, but for “…”', async () => {
    await runPage(plant(`${nothing}\`\`\`sh\nX=1; echo "a $X $RANDOM c"\n\`\`\`\n\`\`\`text\na 1 … c\n\`\`\`\n`));
    await runPage(plant(`${nothing}\`\`\`sh\nprintf '1\\n2\\n3\\n'\n\`\`\`\n\`\`\`text\n1\n…\n3\n…\n\`\`\`\n`));
    const wrong = plant(`${nothing}\`\`\`sh\necho yes\n\`\`\`\n\n\`\`\`text\nno\n\`\`\`\n`);
    await expect(runPage(wrong)).rejects.toThrow(/planted\.md:4: expected 'yes' to be 'no'/);
    const json = (shown: string) => `${nothing}\`\`\`sh\necho '{"a":1,"b":2}'\n\`\`\`\n\`\`\`json\n${shown}\n\`\`\`\n`;
    await runPage(plant(json('{"a":1,\n"b":…}')));
    await expect(runPage(plant(json('{"a":…}')))).rejects.toThrow('expected');
  });

  it('fails with a command that fails, and says which', async () => {
    const page = plant(`${nothing}\`\`\`sh\nX=set\n\`\`\`\n\n\`\`\`sh\necho "$X"\nfalse\necho never\n\`\`\`\n`);
    await expect(runPage(page)).rejects.toThrow(
      /^planted\.md:8: ended with exit code 1, after:\nset\nfailed: false\n$/,
    );
    await expect(runPage(plant(`${nothing}\`\`\`console\n$ false\n\`\`\`\n`))).rejects.toThrow('exit code 1');
  });

  it('compares a refusal with what people see of it, in the shell of the page', async () => {
    const refusal =
      '```console\n$ portress accounts show \\\n    nobody@example.com\nNo account has this e-mail address.\n';
    await runPage(plant(`${nothing}${refusal}$ true\n\`\`\`\n`));
    await expect(runPage(plant(`${nothing}${refusal.replace('No', 'Some')}\`\`\`\n`))).rejects.toThrow('expected');
  });

  it('runs a service in background until it is stopped, and a file beside it', async () => {
    const file =
      '<!-- file: ask.mjs -->\n```js\nconsole.log((await fetch("http://localhost:8000/healthz")).status);\n```\n';
    const start = '<!-- run in background: until is ready at http://localhost:8000 -->\n```sh\nnpm start\n```\n';
    const ask = '```sh\nnode ask.mjs\n```\n```text\n200\n```\n';
    const stopped = '<!-- stop what runs in background -->\n```sh\n! curl -s localhost:8000/healthz\n```\n';
    await runPage(plant(nothing + file + start + ask + stopped));
    const never = '<!-- run in background: until never -->\n```sh\necho once\n```\n';
    await expect(runPage(plant(nothing + never))).rejects.toThrow(/planted\.md:5: "never" did not come, after:\nonce/);
  });

  it('gives a page accounts, settings and a database where it asks for them', async () => {
    const given = '# A\n<!-- run with: service, unconfirmed eve@example.com, PRODUCT_NAME=Harbour, postgres -->\n';
    const migrated = 'DATABASE_URL=postgres://portress:secret@localhost:5432/portress portress migrate';
    const asked = 'curl -s localhost:8000/openapi.json | grep -o \'"title":"[A-Z][a-z]*"\' | head -1';
    const told = 'Confirmed  no\nRole       user\nApplied: 0001-accounts,….\n"title":"Harbour"\n';
    const script = `portress accounts show eve@example.com | grep 'Conf\\|Role'\n${migrated}\n${asked}\n`;
    await runPage(plant(`${given}\`\`\`sh\n${script}\`\`\`\n\`\`\`text\n${told}\`\`\`\n`));
  });

  it('says what a page lacks', () => {
    const block = '```sh\nportress\n```\n';
    const faultsOf = (text: string): string => plant(text).faults.join('\n');
    expect(faultsOf(`# A\n\n${block}`)).toMatch(
      /^planted\.md:3: Nothing says what these commands run with\. Put <!-- run with/,
    );
    expect(faultsOf(`# A\n<!-- not run: a container -->\n${block}`)).toBe('');
    expect(faultsOf(`# A\n<!-- not run: -->\n${block}`)).toContain('Say why');
    expect(faultsOf(`# A\n<!-- not run: a container -->\n\n${block}`)).toContain('on the line before a block');
    expect(faultsOf(`# A\n<!-- run with service -->\n${block}`)).toContain('"run with service" means nothing here');
    expect(faultsOf(`# A\n<!-- run with: servic -->\n${block}`)).toContain('"service" or "nothing" first');
    expect(faultsOf('# A\n<!-- run with: service -->\n')).toContain('has none that are run');
    expect(faultsOf('# A\n```bash\nportress\n```\n')).toContain('Commands stand in ```sh');
    expect(faultsOf('# A\n```\n$ portress\n```\n')).toContain('Commands stand in ```sh');
    expect(faultsOf('text\n')).toContain('begins with a heading');
  });
});

afterAll(() => {
  const [run, notRun] = [sum((page) => page.run), sum((page) => page.notRun)];
  const own = pages.filter(({ runBy }) => runBy !== null).length;
  process.stdout.write(
    `guides: ${run} blocks of commands run, ${notRun} are not and say why, ${own} pages have a test of their own\n`,
  );
});
