import { expect, test } from 'vitest';

import { findFreePorts } from '../equipment/run-example.mjs';
import { isAnswering, spawnExample, startExample } from '../equipment/spawn-example.ts';
import { inMilliseconds, summarize, timeRefusal } from './race.mjs';

const answers =
  (...statuses: number[]) =>
  async () => ({ status: statuses.shift() ?? 401 });

test('the demonstration measures without a browser, and its figures are far below what anybody would notice', async () => {
  const port = await findFreePorts(2);
  const example = spawnExample('revocation/run.mjs', '--once', '--repeats', '5', '--port', String(port));
  expect([await example.ended, example.output()]).toEqual([0, expect.stringMatching(/asked every 5 ms, 5 times/)]);
  const [, p99 = 'none'] = /p99\s+([\d.]+) ms/.exec(example.output()) ?? [];
  // Twenty times the promise.
  expect(Number(p99)).toBeLessThan(5000);
});

test('the page and what it needs is there until Ctrl-C', async () => {
  const port = await findFreePorts(2);
  const [service, api] = [`http://localhost:${port}/accounts`, `http://localhost:${port + 1}`];
  const example = await startExample('revocation/run.mjs', '--port', String(port));
  expect(await (await fetch(api)).text()).toContain('page.mjs');
  for (const file of ['page.mjs', 'race.mjs', 'style.css']) expect((await fetch(`${api}/${file}`)).status).toBe(200);
  const { email, password } = (await (await fetch(`${api}/settings.json`)).json()) as {
    email: string;
    password: string;
  };
  const signedIn = await fetch(`${service}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: api },
    body: JSON.stringify({ login: email, password }),
  });
  expect([signedIn.status, signedIn.headers.get('access-control-allow-origin')]).toEqual([200, api]);
  expect((await fetch(`${api}/notes`)).status).toBe(401);
  expect(await example.stop()).toBe(0);
  for (const url of [service, api]) expect(await isAnswering(url)).toBe(false);
});

test('a race counts from the answer to the sign-out, and never less than nothing', async () => {
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const signedOutAfter = (milliseconds: number) => async () => {
    await pause(milliseconds);
    return { ok: true, status: 204 };
  };
  expect(await timeRefusal({ ask: answers(200, 401), signOut: signedOutAfter(50) })).toBe(0);
  const late = timeRefusal({ ask: answers(200, 200, 503, 200, 200, 200, 200, 200, 401), signOut: signedOutAfter(0) });
  expect(await late).toBeGreaterThan(20);
});

test('a race that nobody has won is no figure', async () => {
  const signOut = async () => ({ ok: true, status: 204 });
  await expect(timeRefusal({ ask: answers(401), signOut })).rejects.toThrow('answered 401 before the sign-out');
  const refused = async () => ({ ok: false, status: 503 });
  await expect(timeRefusal({ ask: answers(200), signOut: refused })).rejects.toThrow('answered with 503');
});

test('figures are summed up', () => {
  const figures = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(summarize(figures)).toEqual({ count: 100, median: 50, p99: 99, most: 100 });
  expect(summarize([7])).toEqual({ count: 1, median: 7, p99: 7, most: 7 });
  expect([inMilliseconds(0.04), inMilliseconds(9.96), inMilliseconds(12.4)]).toEqual(['0.0 ms', '10.0 ms', '12 ms']);
});
