import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import MiniSearch from 'minisearch';
import { afterEach, expect, test } from 'vitest';
import { type BuiltSite, buildSite } from './build-site.ts';
import { searchOptions } from './search-options.ts';
import type { TableOfContents } from './table-of-contents.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const contents: TableOfContents = {
  sections: [
    { title: 'Add accounts', about: 'For developers.', pages: ['guides/start', 'guides/awaited', 'guides/limits'] },
    { title: 'Understand it', about: 'Why.', pages: ['decisions/README', 'reference/requests'] },
  ],
  decisions: 'decisions/README',
  awaited: new Set(['guides/awaited']),
};

const whole = {
  'docs/guides/start.md': '# Start here\n\nWhat you get: an account.\n',
  'docs/guides/limits.md': '# Limits\n\nWhat is counted. And more.\n\n## Who `counts`?\n\nThe service.\n',
  'docs/decisions/README.md': '# Decisions\n\nOne record for each.\n\n[0001](0001-first.md)\n',
  'docs/decisions/0000-template.md': '# NNNN\n',
  'docs/decisions/0001-first.md': '# 0001: First\n\nStatus: accepted, see [limits](../guides/limits.md#who-counts).\n',
  'docs/reference/requests.md': '# Requests\n\nHow they are read.\n',
};

/** The site of a repository that has these files. */
function build(files: Record<string, string> = {}, repository: string | null = null): BuiltSite {
  const root = mkdtempSync(join(tmpdir(), 'portress-docs-'));
  made.push(root);
  for (const [path, text] of Object.entries({ ...whole, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return buildSite(root, contents, repository);
}

const read = (site: BuiltSite, path: string): string => String(site.files.find((file) => file.path === path)?.content);

/** The start page with this text after its first paragraph. */
const start = (text: string): Record<string, string> => ({
  'docs/guides/start.md': `# Start here\n\nWhat you get.\n\n${text}\n`,
});

test('documents become pages that lead to each other by relative links, in the order in which they are read', () => {
  const site = build();
  expect(site.faults).toEqual([]);
  const pages = site.files.map(({ path }) => path).filter((path) => path.endsWith('.html'));
  expect(pages).toEqual([
    'index.html',
    '404.html',
    'start.html',
    'limits.html',
    'decisions.html',
    'decisions/0001-first.html',
    'reference/requests.html',
  ]);
  expect(read(site, 'index.html')).toMatch(
    /<a href="limits"><span class="title">Limits<\/span><span class="lead">What is counted\. And more\.</,
  );
  expect(read(site, 'limits.html')).toContain('<h2 id="who-counts">');
  expect(read(site, 'limits.html')).toMatch(/rel="prev" href="start"[\s\S]*rel="next" href="decisions"/);
  const decision = read(site, 'decisions/0001-first.html');
  expect(decision).toContain('<a href="../limits#who-counts">limits</a>');
  expect(decision).toContain('<a href="../decisions" aria-current="page">Decisions</a>');
  expect(read(site, 'decisions.html')).toContain('<a href="decisions/0001-first">0001</a>');
  // Read at any depth.
  expect(read(site, '404.html')).toContain('href="/guides/limits"');
});

test('nothing on a page is inline that a strict policy would refuse', () => {
  const site = build(start('```sh\necho "<script>alert(1)</script>"\n```'));
  for (const { path, content } of site.files.filter((file) => file.path.endsWith('.html'))) {
    expect([path, String(content).match(/<script(?![^>]* src=")|<style|\sstyle=|\son\w+=|javascript:/)]).toEqual([
      path,
      null,
    ]);
    expect(String(content)).toMatch(/^<!doctype html>\n<html lang="en">/);
  }
  expect(read(site, 'start.html')).toContain('&lt;script&gt;');
});

test.each([
  ['a link to nothing', '[x](missing.md)', 'docs/guides/start.md:5 missing.md: there is no docs/guides/missing.md'],
  [
    'a link to code that is gone',
    '[x](../../packages/gone.ts)',
    'start.md:5 ../../packages/gone.ts: there is no packages/gone.ts',
  ],
  [
    'a link out of the repository',
    '[x](../../../etc/passwd)',
    'start.md:5 ../../../etc/passwd: there is no ../etc/passwd',
  ],
  [
    'a heading that is not there',
    '[x](limits.md#how)',
    'start.md:5 limits.md#how: docs/guides/limits.md has no heading "how"',
  ],
  ['a heading of its own that is not there', '[x](#how)', 'start.md:5 #how: docs/guides/start.md has no heading "how"'],
  ['a link from the root', '[x](/guides/limits)', 'start.md:5 /guides/limits: links are relative'],
  [
    'a broken link in a table',
    '| a |\n|---|\n| b |\n| [x](gone.md) |',
    'start.md:8 gone.md: there is no docs/guides/gone.md',
  ],
  ['raw HTML', '<div onclick="x()">x</div>', 'start.md:5 raw HTML'],
  ['raw HTML in a line', 'x <img src=x> y', 'start.md:5 raw HTML: <img src=x>'],
  ['a language that nobody knows', '```klingon\nx\n```', 'start.md:5 no code is highlighted as "klingon"'],
  ['a picture that nobody can hear', '![](../pictures/a.png)', 'start.md:5 a picture without a word of what it shows'],
  [
    'a picture that is not there',
    '![A page](../pictures/a.png)',
    'start.md:5 ../pictures/a.png: there is no docs/pictures/a.png',
  ],
  ['a second title', '# Another', 'start.md:5 a second heading of the first level'],
])('%s is a fault with file and line', (_name, text, fault) => {
  expect(build(start(text)).faults.join('\n')).toContain(fault);
});

test('a guide that stands in no section is a fault, and so is a page that is not there unless it is awaited', () => {
  expect(build({ 'docs/guides/forgotten.md': '# Forgotten\n\nBy everybody.\n' }).faults).toEqual([
    'docs/guides/forgotten.md stands in no section of packages/documentation/src/table-of-contents.ts',
  ]);
  const site = build();
  const without = { ...contents, awaited: new Set<string>() };
  expect(buildSite(String(made[1]), without, null).faults).toEqual([
    'docs/guides/awaited.md is in the table of contents, and not there',
  ]);
  expect(site.faults).toEqual([]);
  expect(read(build(start('[later](awaited.md)')), 'start.html')).toMatch(
    /<span class="path" title="[^"]*being written[^"]*">later</,
  );
  const there = build({ ...start('[now](awaited.md)'), 'docs/guides/awaited.md': '# Awaited\n\nAnd here.\n' });
  expect([there.faults, read(there, 'start.html')]).toEqual([[], expect.stringContaining('<a href="awaited">now</a>')]);
});

test('what operators copy is served, and code is named until the repository can be read somewhere', () => {
  const files = {
    ...start(
      '[unit](../../deploy/portress.service) [settings](../../.env.example) [code](../../packages/a.ts) ![A page](../pictures/a.png)',
    ),
    'deploy/portress.service': '[Unit]\n',
    '.env.example': '#PORT=8000\n',
    'packages/a.ts': 'export {};\n',
    'docs/pictures/a.png': 'png',
  };
  const site = build(files);
  expect(site.faults).toEqual([]);
  const page = read(site, 'start.html');
  expect(page).toContain('<a href="files/deploy/portress.service">unit</a> <a href="files/env.example">settings</a>');
  expect(page).toContain('<span class="path" title="In the repository: packages/a.ts">code</span>');
  expect(page).toContain('<img src="files/docs/pictures/a.png" alt="A page">');
  expect([read(site, 'files/env.example'), read(site, 'files/deploy/portress.service')]).toEqual([
    '#PORT=8000\n',
    '[Unit]\n',
  ]);
  expect(read(build(files, 'https://code.example/portress'), 'start.html')).toContain(
    '<a href="https://code.example/portress/blob/main/packages/a.ts">code</a>',
  );
});

test('commands stand with their answers, comments for the tests do not show, and a block that is not run says why', () => {
  const page = read(
    build(
      start(
        '<!-- run with: service, admin ada@example.com -->\n\n```sh\nportress doctor\n```\n```text\nall is <well>\n```\n\nText.\n\n<!-- not run: needs `docker`, and an engine. -->\n```sh\ndocker compose up\n```\n\n```json\n{"a": 1}\n```',
      ),
    ),
    'start.html',
  );
  expect(page).not.toMatch(/run with|<!--/);
  expect(page).toMatch(
    /<figure class="code"><pre><code>portress doctor<\/code><\/pre><\/figure>\n<figure class="code answer"><pre><code>all is &lt;well&gt;</,
  );
  expect(page).toMatch(
    /docker compose up<\/code><\/pre><figcaption>Not run by the tests: needs <code>docker<\/code>, and an engine\.<\/figcaption>/,
  );
  expect(page.match(/figcaption>/g)).toHaveLength(2);
  expect(page).toContain('<span class="hljs-attr">');
});

test('a terminal shows what was typed and what was answered, and only the first is copied', () => {
  const page = read(
    build(start('```console\n$ portress accounts list \\\n  --json\n<nobody>\n$ portress doctor\n```')),
    'start.html',
  );
  const commands = [...page.matchAll(/<span class="command">(.*?)<\/span>\n/g)].map(([, text]) => text);
  expect(commands).toHaveLength(2);
  expect(page).toContain(
    '<span class="output">&lt;nobody&gt;</span>\n<span class="prompt">$ </span><span class="command">',
  );
  expect(page.match(/class="prompt"/g)).toHaveLength(2);
});

test('a search finds the section by its words, their other endings and with a typing error', () => {
  const site = build({
    ...start('## Taking tokens\n\nA refresh token is rotated.'),
    'docs/guides/limits.md': '# Limits\n\nWhat is counted.\n\n## Of backups\n\nNone.\n',
  });
  const index = site.files.find(({ path }) => path.endsWith('search-index.json'));
  const search = MiniSearch.loadJSON(String(index?.content), searchOptions);
  const find = (words: string) => search.search(words).map(({ address }) => address as string);
  for (const words of ['refresh token', 'Tokens', 'rotat', 'refreshing tokens', 'refrash'])
    expect([words, find(words)[0]]).toEqual([words, 'start#taking-tokens']);
  expect(find('backup')).toEqual(['limits#of-backups']);
  expect(find('zeppelin')).toEqual([]);
});

test('the folder of scripts and styles is named by what is in it, and each import leads to one of them', () => {
  const site = build();
  const assets = site.files.filter(({ path }) => path.startsWith('assets/'));
  const [folder] = new Set(assets.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
  expect(read(site, 'index.html')).toContain(`<script type="module" src="${folder}/site.js">`);
  const names = assets.map(({ path }) => path.slice(String(folder).length + 1));
  const imported = assets
    .filter(({ path }) => path.endsWith('.js'))
    .flatMap(({ content }) => [...String(content).matchAll(/^import [^;]*?'(.+?)'|import\('(.+?)'\)/gm)])
    .map(([, first, second]) => first ?? second);
  expect(imported.length).toBeGreaterThan(6);
  for (const path of imported) expect(names.map((name) => `./${name}`)).toContain(path);
  expect(read(site, `${folder}/site.css`)).toMatch(/url\('onest-latin-wght-normal\.woff2'\)[\s\S]*--accent:/);
  const other = build(start('Something else.')).files.find(({ path }) => path.endsWith('site.js'));
  expect(other?.path).not.toBe(`${folder}/site.js`);
});
