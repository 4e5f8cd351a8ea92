import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { listen } from '#test/cases/over-the-wire.ts';
import { givenEntry } from '#test/cases/route-calls.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { givenServiceKey } from '#test/given-service-key.ts';
import { isOfApp } from '#test/installed-tags.ts';
import { openApp, type TestApp } from '#test/test-app.ts';
import { createJudge, type HeardAnswer } from './judge-answer.ts';
import { type OpenApiDocument, operationsOf } from './operations.ts';
import { type HostileRun, runHostileRequests } from './run-hostile-requests.ts';

/** `npm run hostile` sets them; the suite sends a few for each call from a fixed seed. */
const asked = process.env.HOSTILE_REQUESTS;
const askedForEachCall = 160;
const seed = Number(process.env.HOSTILE_SEED ?? 1);
const isAsked = asked !== undefined;

let app: TestApp;
afterEach(() => app.close());
const dataDirectory = mkdtempSync(join(tmpdir(), 'portress-hostile-'));
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

/** Nothing but the fixed limits of a network, and each request from another one. */
const settings = {
  SIGN_IN_FAILURES_PER_15_MINUTES: '0',
  SIGN_UPS_PER_HOUR: '0',
  MAILS_PER_HOUR: '0',
  CONTACTS_CREATE_PER_MINUTE: '0',
  CONTACTS_READ_PER_MINUTE: '0',
  TRUSTED_PROXIES: '127.0.0.1',
  API_REFERENCE: 'on',
  DATA_DIR: dataDirectory,
};

async function runAgainst(given: TestApp, count: number): Promise<HostileRun> {
  const people = await Promise.all(Array.from({ length: 16 }, () => given.givenAccount()));
  // Administrators act on these, so that somebody is there to the end.
  const others = await Promise.all(Array.from({ length: 60 }, () => given.givenAccount()));
  const entries = await givenEntries(given);
  const setupLink = await findSetupLink(given.app.context);
  const service = await givenServiceKey(given, ['revocations:read', 'introspect', 'accounts:read']);
  return runHostileRequests({
    url: `http://127.0.0.1:${await listen(given)}`,
    requests: count,
    seed,
    known: {
      email: people.map(({ email }) => email),
      account: others.map(({ id }) => id),
      ...entries,
      'service-key': [service.key],
      setup: [setupLink?.split('#token=')[1] ?? ''],
    },
    renew: () => Promise.all([1, 2, 3].map(() => newcomer(given))),
    ...(isAsked && { tell: (line: string) => process.stdout.write(`  ${line}\n`) }),
  });
}

/** Some of whatever is made by a call such as `POST /api/cats` and read by its id, with the tokens of who made them. */
async function givenEntries(given: TestApp): Promise<Record<`${string}-id` | `${string}-access`, string[]>> {
  const { routes } = given.app;
  const makers = routes.filter((route) => isOfApp(route) && route.method === 'POST');
  const entries: Record<string, string[]> = {};
  for (const maker of makers.filter(({ path }) => routes.some((route) => route.path === `${path}/:id`))) {
    const owners = await Promise.all(Array.from({ length: 25 }, () => givenSession(given)));
    const made = owners.map(({ accessToken }) => givenEntry(given, maker, accessToken));
    const collection = maker.path.replace('/api/', '');
    entries[`${collection}-id`] = await Promise.all(made);
    entries[`${collection}-access`] = owners.map(({ accessToken }) => accessToken);
  }
  return entries;
}

/** Somebody who is there and signed in. */
async function newcomer(given: TestApp) {
  const { account, accessToken, sessionId } = await givenSession(given);
  return { email: account.email, access: accessToken, session: sessionId };
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

test('fault 18: hostile requests made from the OpenAPI document bring no 5xx and no answer that it does not name', {
  timeout: Math.max(300_000, Number(asked ?? 0) * 30),
}, async () => {
  app = await openApp(await openTestDatabase('sqlite'), settings);
  const requests = Number(asked ?? askedForEachCall * app.app.routes.length);
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
