import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { type AuthorizationServer, startAuthorizationServer } from './authorization-server.ts';

let authorizationServer: AuthorizationServer;
let resourceServer: ChildProcess;
let url: string;

beforeEach(async () => {
  authorizationServer = await startAuthorizationServer();
  const { issuer, audience, serviceKey } = authorizationServer;
  const script = fileURLToPath(new URL('resource-server.ts', import.meta.url));
  resourceServer = spawn(process.execPath, [script, issuer, audience, serviceKey], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await new Promise<string[]>((resolve, reject) => {
    resourceServer.once('exit', () => reject(new Error('the resource server has ended')));
    createInterface({ input: resourceServer.stdout ?? process.stdin }).once('line', (text) => resolve([text]));
  });
  url = line ?? '';
});

afterEach(async () => {
  resourceServer.kill('SIGKILL');
  await authorizationServer.stop();
});

const ask = async (token: string) => (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

it('P3, P4: a resource server that was stopped for a while accepts nothing on waking that ended meanwhile', async () => {
  const [ended, other] = await Promise.all([
    authorizationServer.sign({ sid: 'ended-meanwhile' }),
    authorizationServer.sign({ sid: 'other' }),
  ]);
  expect(await Promise.all([ask(ended), ask(other)])).toEqual([200, 200]);

  resourceServer.kill('SIGSTOP');
  // Heartbeats of six seconds wait in its connection before the end does.
  await wait(6_000);
  authorizationServer.stream.revoke({ id: 'ended-meanwhile' });
  const waiting = Array.from({ length: 20 }, () => ask(ended));
  await wait(200);
  resourceServer.kill('SIGCONT');

  for (const status of await Promise.all(waiting)) expect([401, 503]).toContain(status);
  await expect.poll(() => ask(other), { timeout: 10_000 }).toBe(200);
  expect(await ask(ended)).toBe(401);
});
