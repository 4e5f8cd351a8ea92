import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, onTestFinished, test } from 'vitest';

import { findFreePorts } from '../equipment/run-example.mjs';
import { isAnswering, startExample } from '../equipment/spawn-example.ts';
import { signOut } from '../equipment/start-portress.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');

test('the page is served, the API knows who calls and refuses who was signed out, and Ctrl-C ends everything', async () => {
  const port = await findFreePorts(3);
  const [service, page] = [`http://localhost:${port}/accounts`, `http://localhost:${port + 2}`];
  const example = await startExample('react-express/run.mjs', '--port', String(port));

  expect(await (await fetch(page)).text()).toContain('main.tsx');
  const script = await (await fetch(`${page}/main.tsx`)).text();
  expect(script).toContain(service);

  const signIn = async (email: string): Promise<string> => {
    const answer = await fetch(`${service}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: page },
      body: JSON.stringify({ login: email, password: 'three quiet porters', transport: 'split' }),
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, page]);
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const call = async (token: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const options = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    const answer = await fetch(`${page}/api/${path}`, { ...options, headers });
    return { status: answer.status, body: await answer.json() };
  };
  const [anna, admin] = [await signIn('anna@example.com'), await signIn('admin@example.com')];
  expect(await call('no-token', 'notes')).toMatchObject({ status: 401 });
  expect(await call(anna, 'notes', { text: ' Milk ' })).toMatchObject({ status: 201, body: { text: 'Milk' } });
  expect(await call(anna, 'notes', { text: '' })).toMatchObject({ status: 422 });
  expect(await call(anna, 'notes')).toMatchObject({ status: 200, body: { items: [{ text: 'Milk' }] } });
  expect(await call(admin, 'notes')).toMatchObject({ status: 200, body: { items: [] } });
  expect(await call(anna, 'statistics')).toMatchObject({ status: 403 });
  expect(await call(admin, 'statistics')).toMatchObject({ status: 200, body: { people: 1, notes: 1 } });
  expect(await call(anna, 'opening-hours')).toMatchObject({ status: 200 });

  expect((await signOut(service, anna)).status).toBe(204);
  await expect.poll(async () => (await call(anna, 'notes')).status, { timeout: 5000, interval: 5 }).toBe(401);
  expect(await call(anna, 'opening-hours')).toMatchObject({ status: 401 });
  expect(await call(admin, 'notes')).toMatchObject({ status: 200 });

  expect(await example.stop()).toBe(0);
  for (const offset of [0, 1, 2]) expect(await isAnswering(`http://localhost:${port + offset}/`)).toBe(false);
});

test('the page can be built', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portress-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { PATH: process.env.PATH, VITE_PORTRESS: 'https://id.example' };
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', folder, '--logLevel', 'warn'], {
    cwd: here,
    env,
  });
  expect(readdirSync(folder)).toContain('index.html');
});
