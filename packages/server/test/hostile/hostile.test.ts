import { afterEach, expect, test } from 'vitest';
import { setAccountRole } from '#features/accounts/store.ts';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { listen } from '#test/cases/over-the-wire.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { openApp, type TestApp } from '#test/test-app.ts';
import { createJudge, type HeardAnswer } from './judge-answer.ts';
import { type OpenApiDocument, operationsOf } from './operations.ts';
import { type HostileRun, runHostileRequests } from './run-hostile-requests.ts';

/** `npm run hostile` sets them; the suite sends a few from a fixed seed. */
const requests = Number(process.env.HOSTILE_REQUESTS ?? 6000);
const seed = Number(process.env.HOSTILE_SEED ?? 1);
const isAsked = process.env.HOSTILE_REQUESTS !== undefined;

let app: TestApp;
afterEach(() => app.close());

/** Nothing but the fixed limits of a network, and each request from another one. */
const settings = {
  SIGN_IN_FAILURES_PER_15_MINUTES: '0',
  SIGN_UPS_PER_HOUR: '0',
  MAILS_PER_HOUR: '0',
  TRUSTED_PROXIES: '127.0.0.1',
  API_REFERENCE: 'on',
};

/** First while there is no administrator and the setup link works; then three of four people are administrators. */
async function runAgainst(given: TestApp, count: number): Promise<HostileRun> {
  const people = await Promise.all(Array.from({ length: 4 }, () => given.givenAccount()));
  // Administrators act on others, so that somebody is there to the end.
  const others = await Promise.all(Array.from({ length: 60 }, () => given.givenAccount()));
  const setupLink = await findSetupLink(given.app.context);
  const url = `http://127.0.0.1:${await listen(given)}`;
  const run = (part: number, requests: number) =>
    runHostileRequests({
      url,
      requests,
      seed: seed + part,
      known: {
        email: people.map(({ email }) => email),
        account: others.map(({ id }) => id),
        setup: [setupLink?.split('#token=')[1] ?? ''],
      },
      ...(isAsked && { tell: (line: string) => process.stdout.write(`  ${line}\n`) }),
    });
  const before = Math.floor(count / 4);
  const first = await run(0, before);
  await given.database.transaction(async (transaction) => {
    for (const { id } of people.slice(1)) await setAccountRole(transaction, id, 'admin');
  });
  return joined(first, await run(1, count - before));
}

function joined(first: HostileRun, second: HostileRun): HostileRun {
  const counts = new Map([...first.counts].map(([name, statuses]) => [name, new Map(statuses)]));
  for (const [name, statuses] of second.counts) {
    const all = counts.get(name) ?? new Map<number, number>();
    for (const [status, count] of statuses) all.set(status, (all.get(status) ?? 0) + count);
    counts.set(name, all);
  }
  return { counts, faults: [...first.faults, ...second.faults], requests: first.requests + second.requests };
}

/** One line for each call: how often it was answered with which status. */
const summaryOf = ({ counts }: HostileRun): string =>
  [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, statuses]) => {
      const told = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
      return `  ${name.padEnd(48)} ${told.join('  ')}`;
    })
    .join('\n');

test(`${requests} hostile requests made from the OpenAPI document bring no 5xx and no answer that it does not name`, {
  timeout: Math.max(120_000, requests * 30),
}, async () => {
  app = await openApp(await openTestDatabase('sqlite'), settings);
  const run = await runAgainst(app, requests);
  if (isAsked) process.stdout.write(`\n${summaryOf(run)}\n\n`);
  expect(
    run.faults.map(({ request, answer, fault }) => ({
      fault,
      request: { ...request, body: String(request.body).slice(0, 300) },
      answer: answer.body.slice(0, 500),
    })),
  ).toEqual([]);
  expect(run.requests).toBe(requests);

  // A run that never gets past the first refusal would prove little.
  const documented = app.app.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  const shallow = documented.filter((name) => {
    const statuses = [...(run.counts.get(name)?.keys() ?? [])];
    return !statuses.some((status) => status < 400);
  });
  expect(shallow).toEqual([]);
  // And the process is as well as before.
  expect((await app.get('/readyz')).statusCode).toBe(200);
  expect((await app.signIn(await app.givenAccount())).statusCode).toBe(200);
});

test('a planted fault is found', async () => {
  app = await openApp(await openTestDatabase('sqlite'), settings);
  const { all } = app.database.read;
  app.database.read.all = (statement, parameters) =>
    statement.name === 'sessions.list' ? Promise.reject(new Error('planted')) : all(statement, parameters);
  const run = await runAgainst(app, 1500);
  expect(run.faults.map(({ fault }) => fault)).toContainEqual('status 500');
});

test('an answer outside the document is found, and one that gives back what was sent', async () => {
  app = await openApp(await openTestDatabase('sqlite'), settings);
  const document = (await app.get('/openapi.json')).json<OpenApiDocument>();
  const judge = createJudge(document, operationsOf(document));
  let ids = 0;
  const judgeKeys = (answer: Partial<HeardAnswer>) => {
    ids += 1;
    const headers = { 'x-request-id': `id-${ids}`, 'server-timing': 'total;dur=1', 'content-type': 'application/json' };
    const whole = {
      status: 200,
      body: '{"keys":[]}',
      milliseconds: 1,
      ...answer,
      headers: { ...headers, ...answer.headers },
    };
    return judge('GET /.well-known/jwks.json', whole, 'mark1x1');
  };
  expect(judgeKeys({})).toBeUndefined();
  expect(judgeKeys({ body: '{"keys":"none"}' })).toMatch(/keys must be array/);
  expect(judgeKeys({ body: '{"keys":[],"more":1}' })).toMatch(/must NOT have additional properties/);
  expect(judgeKeys({ status: 204, body: '' })).toBe('status 204 is not in the document');
  expect(judgeKeys({ headers: { 'content-type': 'text/html' } })).toMatch(/text\/html is not in the document/);
  expect(
    judgeKeys({ status: 404, body: '{"title":"x"}', headers: { 'content-type': 'application/problem+json' } }),
  ).toMatch(/must have required property/);
  expect(judgeKeys({ headers: { location: 'https://x/mark1x1' } })).toBe('a header gives back what was sent');
  expect(judgeKeys({ body: '{"keys":[]}\n    at Object.x (/a/b.ts:1)' })).toBe('the body tells what is inside');
  expect(judgeKeys({ headers: { 'x-request-id': 'id-1' } })).toBe('X-Request-Id is missing or not unique');
  expect(judgeKeys({ status: 503 })).toBe('status 503');
});
