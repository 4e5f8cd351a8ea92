import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

import { makeCollection } from './postman/collection.mjs';

const document = JSON.parse(readFileSync(new URL('../docs/reference/openapi.json', import.meta.url), 'utf8'));
const script = new URL('postman.mjs', import.meta.url).pathname;

it('an app that comes gets a folder before the last, and one that goes takes its folder along', async () => {
  const notes = { get: { tags: ['Notes'], summary: 'The notes', security: [{ signIn: [] }], responses: { 200: {} } } };
  const paths = Object.entries(document.paths).filter(([path]) => !/^\/api\/(?:cats|owners)/.test(path));
  const tags = [...document.tags, { name: 'Notes' }];
  const changed = { ...document, tags, paths: { ...Object.fromEntries(paths), '/api/notes': notes } };
  const { item } = await makeCollection(changed, { baseUrl: 'http://localhost:8000' });
  const folders = item.map(({ name }) => name);
  expect(folders).not.toContain('Cattery');
  expect(folders.slice(-2)).toEqual(['Notes', 'Leaving']);
  const [added] = item.at(-2).item;
  expect(added.request).toMatchObject({
    method: 'GET',
    url: { raw: '{{base_url}}/api/notes' },
    auth: { type: 'bearer' },
  });
  expect(added.event.at(-1).script.exec[0]).toBe('expectStatus([200]);');
});

it.each([
  [['--base-url', 'accounts.example.com'], '--base-url has to be a URL such as https://accounts.example.com'],
  [['--compare', '--output', 'x.json'], '--compare looks at the committed collection alone'],
  [['--colour'], "Unknown option '--colour'"],
])('a command line that is wrong is told what would be right: %s', async (args, told) => {
  const refused = await promisify(execFile)(process.execPath, [script, ...args]).catch((error) => error);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
  expect(refused.stderr).toContain('Usage: npm run postman');
});
