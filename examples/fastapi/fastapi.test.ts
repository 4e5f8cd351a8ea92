import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { whereInstalled } from '../equipment/missing-programs.ts';
import { findFreePorts } from '../equipment/run-example.mjs';
import { isAnswering, startExample } from '../equipment/spawn-example.ts';
import { signIn, signOut } from '../equipment/start-portress.mjs';
import { debianPackages, findPython } from './find-python.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const python = findPython();

if (whereInstalled(python === undefined ? debianPackages : [])) {
  test('its own suite passes: D1–D4, other issuers and audiences, revoked ones and stale knowledge', async () => {
    const { stderr } = await promisify(execFile)(python ?? '', ['-B', '-m', 'unittest'], { cwd: here });
    const [, count = '0'] = /Ran (\d+) tests/.exec(stderr) ?? [];
    expect(Number(count)).toBeGreaterThan(15);
  });

  test('an API in Python refuses who was signed out, and Ctrl-C ends everything', async () => {
    const port = await findFreePorts(2);
    const [service, api] = [`http://localhost:${port}/accounts`, `http://localhost:${port + 1}`];
    const example = await startExample('fastapi/run.mjs', '--port', String(port));
    const person = { email: 'anna@example.com', password: 'three quiet porters' };
    const { access_token: phone } = await signIn(service, person);
    const { access_token: laptop } = await signIn(service, person);
    const call = async (token: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(`${api}${path}`, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers,
      });
      return { status: answer.status, body: await answer.json(), challenge: answer.headers.get('www-authenticate') };
    };
    // The first snapshot may still be on its way.
    await expect.poll(async () => (await call(phone, '/notes')).status, { timeout: 10_000 }).toBe(200);
    expect(await fetch(`${api}/notes`).then((answer) => answer.headers.get('www-authenticate'))).toBe('Bearer');
    expect(await call('no-token', '/notes')).toMatchObject({
      status: 401,
      challenge: expect.stringContaining('invalid_token'),
    });
    expect(await call(phone, '/notes', { text: 'Milk' })).toMatchObject({ status: 201 });
    expect(await call(laptop, '/notes')).toMatchObject({ status: 200, body: { items: ['Milk'] } });
    expect(await call(laptop, '/statistics')).toMatchObject({ status: 200, body: { people: 1, notes: 1 } });

    expect((await signOut(service, phone)).status).toBe(204);
    await expect.poll(async () => (await call(phone, '/notes')).status, { timeout: 5000, interval: 5 }).toBe(401);
    expect(await call(phone, '/opening-hours')).toMatchObject({ status: 401 });
    expect(await call(laptop, '/notes')).toMatchObject({ status: 200 });

    expect(await example.stop()).toBe(0);
    for (const offset of [0, 1]) expect(await isAnswering(`http://localhost:${port + offset}/`)).toBe(false);
  });
}
