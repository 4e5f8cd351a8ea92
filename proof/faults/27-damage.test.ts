import { statSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import { call, type Reply } from '#proof/load/ask.ts';
import { cutInHalf, damagePage, pagesOf } from '#proof/machine/damage-database.ts';
import { codeOf, givenService, isHonest, refresh, signIn, signOut, signUp } from '#proof/machine/given-service.ts';

const proof = 'fault 27: a damaged page, log or row';
const on = 'one node, SQLite';
const patience = 10_000;
const startedAt = performance.now();
const milliseconds = () => performance.now() - startedAt;

test.each(
  extentOf<[string, string][]>({
    short: [['rows of sessions', 'sessions']],
    long: [
      ['rows of sessions', 'sessions'],
      ['an index of sessions', 'sqlite_autoindex_sessions_1'],
      ['rows of accounts', 'accounts'],
    ],
  }),
)(
  'P9, fault 27: damaged %s under a running service are met with 503, named by log, readiness and doctor, and nothing is made up',
  async (_what, name) => {
    const given = await givenService({ accounts: 200, sessions: 400 });
    const service = await given.start();
    const whole = await refresh(service.url, given.sessions[0] ?? fail());
    expect(whole.status).toBe(200);
    expect((await call(service, 'GET', '/readyz')).status).toBe(200);

    for (const page of pagesOf(given.databaseFile, name)) damagePage(given.databaseFile, page);
    const answers: Reply[] = [];
    for (const session of given.sessions.slice(1, 60)) answers.push(await refresh(service.url, session));
    for (const email of given.emails.slice(0, 8)) answers.push(await signIn(service.url, email));
    expect(answers.filter((answer) => !isHonest(answer, 200))).toEqual([]);
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(0);
    await expect
      .poll(service.log, { timeout: patience })
      .toContain('the database file is damaged: stop the service and restore a backup');
    const readiness = await call(service, 'GET', '/readyz');
    expect([readiness.status, readiness.body.detail]).toEqual([503, 'The database is damaged.']);
    expect((await call(service, 'GET', '/healthz')).status).toBe(200);

    const doctor = await given.portress('doctor');
    expect([doctor.exitCode, doctor.told]).toEqual([
      1,
      expect.stringMatching(/FAULT {4}database: .*damaged|malformed/),
    ]);
    expect(doctor.told).toMatch(/restore a backup|restored from a backup/);
    expect(doctor.told).not.toContain('    at ');
    recordEvidence({
      proof: `${proof}: ${name}`,
      on,
      counts: { answers: answers.length, refused: answers.filter(({ status }) => status === 503).length },
      violations: answers.filter((answer) => !isHonest(answer, 200)).length,
      milliseconds: milliseconds(),
    });
  },
);

test.each<[string, (file: string) => void]>(
  extentOf<[string, (file: string) => void][]>({
    short: [['half of a file', cutInHalf]],
    long: [
      ['half of a file', cutInHalf],
      ['a damaged schema', (file: string) => damagePage(file, 1, 100)],
      ['a damaged header', (file: string) => damagePage(file, 1, 0, 100)],
    ],
  }),
)('fault 27: on %s the service does not start, and says in a sentence what to do', async (_what, damage) => {
  const given = await givenService();
  damage(given.databaseFile);
  const outcome = await given.start().catch((error: Error) => error.message);
  expect(outcome).toMatch(
    /database file is damaged: .* restore a backup\..*`portress doctor` says more|file is not a database/s,
  );
  expect(outcome).not.toContain('    at ');
  const doctor = await given.portress('doctor');
  expect([doctor.exitCode, doctor.told]).toEqual([
    1,
    expect.stringContaining('a damaged file is restored from a backup'),
  ]);
});

test('P4, P9, fault 27: of a log that was cut short the rest is served, the newer tokens are refused and named, and the audit log tells', async () => {
  const given = await givenService();
  const service = await given.start();
  const [early, late, gone] = [given.sessions[0] ?? fail(), given.sessions[1] ?? fail(), given.sessions[2] ?? fail()];
  expect((await refresh(service.url, early)).status).toBe(200);
  const { size } = statSync(`${given.databaseFile}-wal`);
  expect((await refresh(service.url, late)).status).toBe(200);
  expect((await signOut(service.url, gone)).status).toBe(204);
  const mark = /Mark: (\S+)/.exec((await given.portress('audit', 'verify')).told)?.[1] ?? fail();
  await service.kill();
  // In the midst of the first frame that is lost.
  truncateSync(`${given.databaseFile}-wal`, size + 1000);

  const again = await given.start();
  expect((await refresh(again.url, early)).status).toBe(200);
  const ahead = await refresh(again.url, late);
  expect([ahead.status, codeOf(ahead)]).toEqual([401, 'invalid_refresh_token']);
  // Lines wait for each other a tenth of a second.
  await expect.poll(again.log, { timeout: patience }).toContain('a refresh token is ahead of its session');
  const verified = await given.portress('audit', 'verify', '--since', mark);
  expect([verified.exitCode, verified.told]).toEqual([1, expect.stringContaining('The audit log was changed')]);
});

test('P9, fault 27: rows with another content than we wrote let nobody in, and an audit event that was changed is named', async () => {
  const given = await givenService();
  const service = await given.start();
  expect((await signUp(service.url, 'ada@example.com')).status).toBe(201);
  expect((await given.portress('audit', 'verify')).exitCode).toBe(0);
  await service.stop();
  const raw = new DatabaseSync(given.databaseFile);
  raw.function('now_ms', () => Date.now());
  raw.exec("UPDATE passwords SET hash = 'damaged'; UPDATE sessions SET seed_hash = zeroblob(32)");
  raw.exec("UPDATE audit_events SET type = 'email_verified' WHERE type = 'account_created'");
  raw.close();

  const again = await given.start();
  for (const session of given.sessions.slice(0, 20)) expect((await refresh(again.url, session)).status).toBe(401);
  for (const email of given.emails.slice(0, 5)) expect((await signIn(again.url, email)).status).toBe(401);
  const verified = await given.portress('audit', 'verify');
  expect([verified.exitCode, verified.told]).toEqual([1, expect.stringContaining('was changed')]);
});

const fail = (): never => {
  throw new Error('there is too little to damage');
};
