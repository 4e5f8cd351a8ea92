import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf, seed } from '#proof/extent.ts';
import { listen } from '#test/cases/over-the-wire.ts';
import { dialects, openTestDatabase } from '#test/every-database.ts';
import { openApp, type TestApp } from '#test/test-app.ts';
import { type FuzzedService, givenFuzzedService, givenKnown, newcomer } from './given-fuzzed-service.ts';
import { createJudge, type HeardAnswer } from './judge-answer.ts';
import { judgeWish } from './nearly-valid.ts';
import { type OpenApiDocument, operationsOf } from './operations.ts';
import { type HostileRun, runHostileRequests } from './run-hostile-requests.ts';

/** On each database; `npm run hostile` says another number. */
const requests = Number(process.env.HOSTILE_REQUESTS ?? extentOf({ short: 5000, long: 500_000 }));
const isAsked = process.env.HOSTILE_REQUESTS !== undefined || extentOf({ short: false, long: true });

type Found = { seed: number; requests: number; dialect: string };
const seedsFile = new URL('seeds.json', import.meta.url);
/** Of every run that has found something: they go first, for as many requests as it took. */
const seedsThatFound = JSON.parse(readFileSync(seedsFile, 'utf8')) as Found[];

let app: TestApp | undefined;
let service: FuzzedService | undefined;
afterEach(async () => {
  await service?.remove();
  await app?.close();
  [app, service] = [undefined, undefined];
});

/** One line for each call: how often it was answered with which status. */
const summaryOf = ({ counts }: HostileRun): string =>
  [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, statuses]) => {
      const told = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
      return `  ${name.padEnd(48)} ${told.join('  ')}`;
    })
    .join('\n');

const shown = ({ faults }: HostileRun) =>
  faults.map(({ request, answer, fault }) => ({
    fault,
    request: { ...request, body: String(request.body).slice(0, 300) },
    answer: answer.body.slice(0, 500),
  }));

function keepSeed(found: Found): void {
  if (seedsThatFound.some((one) => one.seed === found.seed && one.dialect === found.dialect)) return;
  seedsThatFound.push(found);
  writeFileSync(seedsFile, `${JSON.stringify(seedsThatFound, null, 2)}\n`);
}

describe.each(dialects)('a service on %s, by its own document', (dialect) => {
  const patience = Math.max(300_000, requests * 60);

  test.each(seedsThatFound.filter((one) => one.dialect === dialect))(
    'fault 18: what seed $seed has found once is found no more',
    { timeout: patience },
    async ({ seed: kept, requests: many }) => {
      service = await givenFuzzedService(dialect);
      expect(shown(await service.send({ requests: many, seed: kept }))).toEqual([]);
    },
  );

  test('fault 18, P9: valid, nearly valid and hostile requests bring no 5xx, no leak and nothing it does not name', {
    timeout: patience,
  }, async () => {
    service = await givenFuzzedService(dialect);
    const startedAt = performance.now();
    const tell = (line: string) => process.stdout.write(`  ${dialect}: ${line}\n`);
    const run = await service.send({ requests, seed, ...(isAsked && { tell }) });
    if (isAsked) process.stdout.write(`\n${summaryOf(run)}\n\n`);
    recordEvidence({
      proof: 'fault 18: valid, nearly valid and hostile requests from the document',
      on: `one node, ${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`,
      counts: { requests: run.requests, ...run.wishes },
      violations: run.faults.length,
      milliseconds: performance.now() - startedAt,
    });
    if (run.faults.length > 0) keepSeed({ seed, requests: run.requests, dialect });
    expect(shown(run)).toEqual([]);
    expect(run.requests).toBe(requests);
    // A run that never gets past the first refusal would prove little.
    const shallow = service.given.app.routes
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
      .filter((name) => ![...(run.counts.get(name)?.keys() ?? [])].some((status) => status < 400));
    expect(shallow).toEqual([]);
    const { valid, refusedForTheirField, notLetIn } = run.wishes;
    expect(Math.min(valid, refusedForTheirField)).toBeGreaterThan(requests / 40);
    expect(notLetIn).toBeLessThan(valid + refusedForTheirField);
    expect(await service.isWell()).toBe(true);
  });
});

/** In this process, so that a fault can be planted in it. */
const runAgainst = async (given: TestApp, count: number): Promise<HostileRun> =>
  runHostileRequests({
    url: `http://127.0.0.1:${await listen(given)}`,
    requests: count,
    seed: 1,
    known: await givenKnown(given),
    renew: () => Promise.all([1, 2, 3].map(() => newcomer(given))),
  });

const planted = { SIGN_IN_FAILURES_PER_15_MINUTES: '0', TRUSTED_PROXIES: '127.0.0.1', API_REFERENCE: 'on' };

test('a request that is not refused for its field, and a valid one that is, are found', () => {
  const problem = (field: string) =>
    JSON.stringify({ code: 'validation_failed', errors: [{ field, code: 'required', message: '' }] });
  const heard = (status: number, body = '{}') => ({ status, headers: {}, body });
  const wish = { field: 'age', deed: 'missing' };
  expect(judgeWish(wish, heard(422, problem('age')))).toBeUndefined();
  expect(judgeWish(wish, heard(422, problem('name')))).toBe('age: missing is refused without its name');
  expect(judgeWish(wish, heard(201))).toBe('age: missing is answered with 201');
  expect(judgeWish({ field: 'age', deed: 'twice' }, heard(201))).toBe('age: twice is answered with 201');
  expect(judgeWish('valid', heard(201))).toBeUndefined();
  expect(judgeWish('valid', heard(409))).toBeUndefined();
  expect(judgeWish('valid', heard(422, '{"errors":[{"code":"same_password"}]}'))).toBeUndefined();
  expect(judgeWish('valid', heard(415))).toBe('valid by the document, refused with 415');
  expect(judgeWish('valid', heard(422, problem('age')))).toBe('valid by the document, refused with 422');
  expect(judgeWish('valid', heard(400, '{"code":"invalid_request"}'))).toBe('valid by the document, refused with 400');
});

test('a planted fault is found', async () => {
  app = await openApp(await openTestDatabase('sqlite'), planted);
  const { all } = app.database.read;
  app.database.read.all = (statement, parameters) =>
    statement.name === 'sessions.list' ? Promise.reject(new Error('planted')) : all(statement, parameters);
  const run = await runAgainst(app, 1500);
  expect(run.faults.map(({ fault }) => fault)).toContainEqual('status 500');
});

test('an answer outside the document is found, and one that gives back what was sent', async () => {
  app = await openApp(await openTestDatabase('sqlite'), planted);
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
