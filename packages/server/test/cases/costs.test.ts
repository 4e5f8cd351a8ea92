import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { InjectOptions } from 'fastify';
import { expect, test } from 'vitest';
import type { TestApp } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';

/** What nobody who is not signed in may cost: processor time beside the hash, and memory. */
const most = { milliseconds: 50, mebibytes: 8 };
const mebibyte = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const fill = (unit: string, size = mebibyte - 200): string => unit.repeat(Math.floor(size / unit.length));
const wide = (entry: (n: number) => string, count: number): string =>
  Array.from({ length: count }, (_, n) => entry(n)).join();

/** 1 MiB that is as dear to read as its form allows, before any route looks at it. */
const dearJson: Record<string, string> = {
  'arrays in arrays': '['.repeat(500_000) + ']'.repeat(500_000),
  'objects in objects': `${'{"a":'.repeat(170_000)}0${'}'.repeat(170_000)}`,
  'arrays never closed': '['.repeat(mebibyte - 1),
  'many members': `{${wide((n) => `"k${n}":0`, 90_000)}}`,
  'one member many times': `{${wide(() => '"login":0', 100_000)}}`,
  'many small objects': `{"a":[${fill('{},')}{}]}`,
  'many numbers': `{"a":[${fill('1,')}1]}`,
  'numbers of many digits': `{"a":[${fill(`${'9'.repeat(300)}.${'9'.repeat(300)}e300,`)}1]}`,
  'one number': `{"a":${fill('9')}}`,
  escapes: `{"a":"${fill('\\u00e9')}"}`,
  backslashes: `{"a":"${fill('\\\\')}"}`,
  'a string never closed': `{"a":"${fill('a')}`,
  spaces: `${fill(' ')}{}`,
};

/** What long fields are made of: letters that normalize, fold, or look like what a parser waits for. */
const dearLetters = ['a', 'e\u0301\u0323', '𝒜', 'a.@', 'ﷺ', '1-', 'aB1!', ' '];

/** One body in which all fields share 1 MiB. */
const longFields = (names: readonly string[], unit: string): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, fill(unit, Math.floor(mebibyte / names.length / 4))])));

const dearForms = {
  'thousands of pairs': fill('a=b&', 65_000),
  'thousands of names alone': fill('a&', 65_000),
  'thousands of escapes': `username=${fill('%C3%A9', 65_000)}`,
  'broken escapes': `username=${fill('%', 65_000)}`,
  'one name many times': fill('grant_type=password&', 65_000),
  pluses: `grant_type=password&username=a&password=${fill('+', 64_000)}`,
  brackets: fill('a[b][c]=d&', 65_000),
};

const dearHeaders: Record<string, Record<string, string>> = {
  'a long Accept-Language': { 'accept-language': fill('uk-UA-x-a;q=0.001,', 15_000) },
  'an Accept-Language of dashes': { 'accept-language': fill('a-', 15_000) },
  'one long cookie': { cookie: `access_token=${fill('a', 15_000)}` },
  'three thousand cookies': { cookie: fill('a=b; ', 15_000) },
  'cookies of our name': { cookie: fill('access_token=a.b.c; ', 15_000) },
  'a refresh cookie of dots': { cookie: `refresh_token=${fill('.', 15_000)}` },
  'a long Authorization': { authorization: `Bearer ${fill('a', 15_000)}` },
  'an Authorization of dots': { authorization: `Bearer ${fill('a.', 15_000)}` },
  'an Authorization of spaces': { authorization: `Bearer${fill(' ', 15_000)}!` },
  'a token of equal signs': { authorization: `Bearer a${fill('=', 15_000)}!` },
  'a long Accept-Encoding': { 'accept-encoding': fill('gzip;q=0.1,', 15_000) },
  'a long If-None-Match': { 'if-none-match': fill('W/"a",', 15_000) },
  'a long Origin': { origin: `https://${fill('a.', 15_000)}` },
  'a long Forwarded': { 'x-forwarded-for': fill('1.1.1.1,', 15_000) },
};

const person = { email: 'a@example.com', password: 'a good long password' };
const fieldsOf: Record<string, Record<string, string>> = {
  '/api/auth/sign-up': { ...person, username: 'ann', first_name: 'Ann', locale: 'en', time_zone: 'Europe/Kyiv' },
  '/api/auth/sign-in': { login: 'a@example.com', password: 'x' },
  '/api/auth/refresh': { refresh_token: 'x' },
  '/api/auth/sign-out': { refresh_token: 'x' },
  '/api/auth/verify-email': { email: 'a@example.com', code: '1' },
  '/api/auth/verify-email/request': { email: 'a@example.com' },
  '/api/auth/password-reset': { token: 'x', password: 'a good long password' },
  '/api/auth/password-reset/request': { email: 'a@example.com' },
  '/api/account/email/confirm': { token: 'x' },
  '/api/setup': { token: 'x', ...person },
};

type Cost = { what: string; milliseconds: number; mebibytes: number };

/** The median of several: the first of a kind also pays for what the engine learns by it. */
async function costOf(app: TestApp, what: string, request: InjectOptions): Promise<Cost> {
  const costs: Omit<Cost, 'what'>[] = [];
  for (let round = 0; round < 3; round += 1) {
    const heap = held();
    const before = process.cpuUsage();
    const answer = await app.inject(request);
    const { user, system } = process.cpuUsage(before);
    costs.push({ milliseconds: (user + system) / 1000, mebibytes: (held() - heap) / mebibyte });
    expect([what, answer.statusCode < 500]).toEqual([what, true]);
    expect([what, answer.body.length < 64 * 1024 || request.method === 'GET']).toEqual([what, true]);
  }
  const median = (of: keyof (typeof costs)[number]) => costs.map((cost) => cost[of]).toSorted((a, b) => a - b)[1] ?? 0;
  return { what, milliseconds: median('milliseconds'), mebibytes: median('mebibytes') };
}

const held = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Everything but the hash, which has a queue of its own. */
function withoutHashing(app: TestApp): TestApp {
  const { passwordHashing } = app.app.context;
  passwordHashing.hash = async () => '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAA';
  passwordHashing.verify = async () => false;
  return app;
}

const settings = { SIGN_IN_FAILURES_PER_15_MINUTES: '0', MAILS_PER_HOUR: '0' };

function expectCheap(costs: readonly Cost[]): void {
  const tooDear = costs.filter(
    ({ milliseconds, mebibytes }) => milliseconds > 20 * most.milliseconds || mebibytes > most.mebibytes,
  );
  expect(tooDear).toEqual([]);
}

describeHttp('what a request costs that anybody can send', (open) => {
  test('J5, D9: no JSON body of 1 MiB, whatever is in it, at any route', async () => {
    const app = withoutHashing(await open(settings));
    const routes = app.app.routes.filter(({ method, guard }) => method === 'POST' && guard.name === 'anyone');
    const paths = routes.map(({ path }) => path).filter((path) => path !== '/api/auth/token');
    // A new route has to be written down above.
    expect(new Set(paths)).toEqual(new Set(Object.keys(fieldsOf)));
    const costs: Cost[] = [];
    const add = async (url: string, what: string, payload: string): Promise<void> => {
      collectGarbage();
      const headers = { 'content-type': 'application/json' };
      costs.push(await costOf(app, `${url}: ${what}`, { method: 'POST', url, payload, headers }));
    };
    for (const [what, payload] of Object.entries(dearJson)) await add('/api/auth/sign-up', what, payload);
    for (const [url, fields] of Object.entries(fieldsOf))
      for (const letters of dearLetters)
        await add(url, `long fields of ${letters}`, longFields(Object.keys(fields), letters));
    expectCheap(costs);
  }, 120_000);

  test('no form of 64 KiB', async () => {
    const app = withoutHashing(await open(settings));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const costs: Cost[] = [];
    for (const [what, payload] of Object.entries(dearForms))
      costs.push(await costOf(app, what, { method: 'POST', url: '/api/auth/token', payload, headers }));
    expectCheap(costs);
  });

  test('J15, D9: no headers and no address of 16 kB, at any route', async () => {
    const app = withoutHashing(await open(settings));
    const ours = app.app.routes.map(({ method, path }) => ({ method, url: path.replace(':id', 'x') }));
    const others = ['/healthz', '/readyz', '/problems/x', '/openapi.json', '/docs/', '/dev/inbox.json', '/nothing'];
    const costs: Cost[] = [];
    for (const { method, url } of [...ours, ...others.map((path) => ({ method: 'GET' as const, url: path }))]) {
      const payload = fieldsOf[url];
      for (const [what, headers] of Object.entries(dearHeaders))
        costs.push(
          await costOf(app, `${method} ${url}: ${what}`, { method, url, headers, ...(payload && { payload }) }),
        );
      for (const tail of ['/a', '%61', '?a=1&b=2'])
        costs.push(
          await costOf(app, `${method} ${url}: ${tail}`, {
            method,
            url: `${url}${fill(tail, 14_000)}`,
            ...(payload && { payload }),
          }),
        );
    }
    expectCheap(costs);
  }, 120_000);
});
