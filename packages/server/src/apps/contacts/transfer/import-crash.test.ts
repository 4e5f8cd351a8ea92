import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findFreePort, type RunningService, startService } from '#test/start-service.ts';
import { bearer, testSecret } from '#test/test-app.ts';

const directory = mkdtempSync(join(tmpdir(), 'portress-contacts-'));
const running: RunningService[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.kill();
  rmSync(directory, { recursive: true, force: true });
});

async function start(): Promise<RunningService> {
  const service = await startService({
    port: await findFreePort(),
    dataDir: directory,
    secretKey: testSecret,
    settings: { CONTACTS_IMPORTS_PER_HOUR: '0', CONTACTS_READ_PER_MINUTE: '0' },
  });
  running.push(service);
  return service;
}

const person = { email: 'ann@example.com', password: 'correct horse battery staple' };
const json = { 'content-type': 'application/json' };

async function signIn({ url }: RunningService): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login: person.email, password: person.password }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

const rounds = 4;
const size = 4000;
const fileOf = (round: number): string =>
  `first_name,email\r\n${Array.from({ length: size }, (_, n) => `Person ${n},round-${round}-${n}@example.com\r\n`).join('')}`;

const countOf = async (service: RunningService, token: string, round: number): Promise<number> => {
  const answer = await fetch(`${service.url}/api/contacts/export?format=csv`, { headers: bearer(token) });
  return ((await answer.text()).match(new RegExp(`,round-${round}-`, 'g')) ?? []).length;
};

// On SQLite only: on PostgreSQL the transaction is another process's, which the kill does not touch.
test('P1: kill -9 at any moment of an atomic import leaves all of it or nothing', { timeout: 180_000 }, async () => {
  let service = await start();
  await fetch(`${service.url}/api/auth/sign-up`, { method: 'POST', headers: json, body: JSON.stringify(person) });
  const found: number[] = [];
  let firstTook = 0;
  for (let round = 0; round < rounds; round += 1) {
    let token = await signIn(service);
    const startedAt = performance.now();
    const importing = fetch(`${service.url}/api/contacts/import?mode=atomic`, {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'text/csv' },
      body: fileOf(round),
    })
      .then(({ status }) => status)
      .catch(() => undefined);
    // The first one tells how long it takes; the others are killed on the way.
    if (round === 0) {
      expect(await importing).toBe(200);
      firstTook = performance.now() - startedAt;
    } else await new Promise((resolve) => setTimeout(resolve, (firstTook * round) / rounds));
    await service.kill();
    const status = await importing;
    service = await start();
    token = await signIn(service);
    const count = await countOf(service, token, round);
    expect([0, size]).toContain(count);
    // What was acknowledged is there; what was not may be.
    if (status === 200) expect(count).toBe(size);
    found.push(count);
  }
  expect(found[0]).toBe(size);
  expect(found).toContain(0);
});
