import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { openMailServer } from '#test/mail-server.ts';
import { findFreePort, startService } from '#test/start-service.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { readTables } from './every-table.ts';

const password = 'a good long password';
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function openServer() {
  const smtp = await openMailServer();
  ends.push(() => smtp.stop());
  return smtp;
}
const mailSettings = (smtp: { url: string }) => ({ SMTP_URL: smtp.url, MAIL_FROM: 'Portress <no-reply@example.com>' });

/** A request from a network of its own: what is limited here is the recipient. */
const from = (n: number) => ({ 'x-forwarded-for': `10.1.${n >> 8}.${n & 255}` });

describeApp('what a stranger can put into a mail', (open) => {
  test('M3, J16: names with an address, HTML, Markdown or a formula stand in no mail, and come back as they are', async () => {
    const app = await open();
    const names = [
      'https://evil.example/win',
      'www.evil.example',
      'evil.example',
      '<a href="https://evil.example">x</a>',
      '<script>alert(1)</script>',
      '<img src=//evil.example/x>',
      '[Win](https://evil.example)',
      '![x](//evil.example/x)',
      'Win at evil․example',
      'mailto:evil@evil.example',
      "=cmd|' /C calc'!A0",
      '=HYPERLINK("https://evil.example")',
      '@SUM(1)',
      '+1-1',
    ];
    for (const [n, name] of names.entries()) {
      const email = `new-${n}@example.com`;
      const person = {
        email,
        password,
        first_name: name,
        last_name: `Last ${name}`,
        locale: ['en', 'uk', 'ru'][n % 3],
      };
      const answer = await app.post('/api/auth/sign-up', person);
      expect([name, answer.statusCode, answer.json().account?.first_name]).toEqual([name, 201, name]);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    }
    const named = await app.givenAccount({ username: 'evil.example' });
    await app.post('/api/auth/password-reset/request', { email: named.email });
    const mails = await app.mails();
    expect(mails).toHaveLength(names.length + 1);
    for (const { text, html, subject } of mails) {
      expect(subject + text + html).not.toMatch(/evil|<script|alert|cmd\||HYPERLINK|SUM\(|Last /);
      const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, link]) => link);
      for (const link of links) expect(link).toMatch(/^http:\/\/localhost:8000\//);
    }
  });

  test('M3, J16: a User-Agent is never a link or markup in a mail about a device', async () => {
    const app = await open({ TRUSTED_PROXIES: '127.0.0.1' });
    const account = await app.givenAccount();
    const agents = [
      'curl/8.5.0',
      'Verify at https://evil.example/now please (x)',
      'http://evil.example/1.0 x',
      'evil.example/1 (Windows NT 10.0)',
      '<a href=//evil.example>x</a>/1 (x)',
      '[x](//evil.example)/1 (x)',
      '=cmd()/1 (x)',
    ];
    for (const [n, agent] of agents.entries()) {
      const body = { login: account.email, password: account.password };
      const network = { 'user-agent': agent, 'x-forwarded-for': `203.0.113.${n}` };
      expect((await app.post('/api/auth/sign-in', body, network)).statusCode).toBe(200);
    }
    const mails = await app.mails();
    // The first device is no news; each of the others is.
    expect(mails).toHaveLength(agents.length - 1);
    for (const { text, html } of mails) expect(text + html).not.toMatch(/evil|cmd\(|<a href=\/\//);
  });

  test('M3: whatever is asked for, from wherever, an address gets five mails an hour', async () => {
    const app = await open({ TRUSTED_PROXIES: '127.0.0.1', SIGN_UP_DISCLOSURE: 'silent', SIGN_UPS_PER_HOUR: '0' });
    await app.givenAccount({ email: 'known@example.com' });
    await app.givenAccount({ email: 'waiting@example.com', isVerified: false });
    let n = 0;
    for (let turn = 0; turn < 12; turn += 1)
      for (const email of ['known@example.com', 'KNOWN@Example.com', 'waiting@example.com'])
        for (const [path, more] of [
          ['/api/auth/password-reset/request', {}],
          ['/api/auth/verify-email/request', {}],
          ...(turn < 8 ? [['/api/auth/sign-up', { password }] as const] : []),
        ] as const) {
          n += 1;
          expect((await app.post(path, { email, ...more }, from(n))).statusCode).toBe(202);
        }
    const count = async () => {
      const mails = await app.mails();
      return ['known@example.com', 'waiting@example.com'].map((to) => mails.filter((mail) => mail.to === to).length);
    };
    const [known = 0, waiting] = await count();
    expect(waiting).toBe(5);
    // Asking to verify what is verified takes from the same five, and sends nothing.
    expect(known > 0 && known < 5).toBe(true);
    // Somebody else's address has its own.
    await app.post('/api/auth/sign-up', { email: 'new@example.com', password }, from(n + 1));
    expect((await app.mails()).some((mail) => mail.to === 'new@example.com')).toBe(true);
  });
});

const audit = statement<Record<never, never>>('test.rename', 'ALTER TABLE audit_events RENAME TO audit_away');
const back = statement<Record<never, never>>('test.back', 'ALTER TABLE audit_away RENAME TO audit_events');

describeApp('mails and what causes them', (open) => {
  test('M8, P11: a change that is rolled back mails nothing, at whatever point it breaks', {
    timeout: 60_000,
  }, async () => {
    const smtp = await openServer();
    const app = await open({ ...mailSettings(smtp), SIGN_UP_DISCLOSURE: 'conflict' });
    const known = await app.givenAccount({ email: 'known@example.com' });
    await app.givenAccount({ email: 'waiting@example.com', isVerified: false });
    // The losers of a race had their mail queued in a transaction that ended at the unique constraint, or never began.
    const race = await Promise.all(
      Array.from({ length: 30 }, () => app.post('/api/auth/sign-up', { email: 'raced@example.com', password })),
    );
    expect(race.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)).toEqual([
      201,
      ...Array.from({ length: 29 }, () => 409),
    ]);
    await expect.poll(() => smtp.received.length, { timeout: 10_000 }).toBe(1);

    await app.database.write.change(audit, {});
    for (const [path, body] of [
      ['/api/auth/password-reset/request', { email: known.email }],
      ['/api/auth/verify-email/request', { email: 'waiting@example.com' }],
      ['/api/auth/sign-up', { email: 'broken@example.com', password }],
    ] as const)
      expect([path, (await app.post(path, body)).statusCode]).toEqual([path, 500]);
    const { outbox = [], one_time_tokens = [], accounts = [] } = await readTables(app.database);
    expect(outbox.map((row) => row.sent_at !== null)).toEqual([true]);
    expect([one_time_tokens.length, accounts.length]).toEqual([1, 3]);
    await app.database.write.change(back, {});

    // Whatever is sent from here on is what is asked for from here on.
    await app.post('/api/auth/password-reset/request', { email: known.email });
    await expect.poll(() => smtp.received.length, { timeout: 10_000 }).toBe(2);
    expect(smtp.received.map(({ recipients }) => recipients[0])).toEqual(['raced@example.com', known.email]);
  });
});

/** Signs these up at once; the addresses whose sign-up was acknowledged. */
async function signUp(url: string, emails: readonly string[]): Promise<string[]> {
  const acknowledged = await Promise.all(
    emails.map(async (email) => {
      const body = JSON.stringify({ email, password });
      const answer = await fetch(`${url}/api/auth/sign-up`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }).catch(() => undefined);
      return answer?.status === 201 ? email : undefined;
    }),
  );
  return acknowledged.filter((email) => email !== undefined);
}

test('M8, P11: kill -9 loses no mail of an acknowledged sign-up, and sends none for one that did not come about', {
  timeout: 120_000,
}, async () => {
  const smtp = await openServer();
  const dataDir = mkdtempSync(join(tmpdir(), 'portress-mails-'));
  ends.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const settings = { ...mailSettings(smtp), MAIL: 'on', SIGN_UPS_PER_HOUR: '0' };
  const options = { port: await findFreePort(), dataDir, secretKey: randomBytes(36).toString('base64'), settings };
  const emails = Array.from({ length: 24 }, (_, n) => `person-${n}@example.com`);

  // The mail server takes a mail and is slow to say so: the kill finds some under way and some not begun.
  smtp.mood = 'hesitate';
  smtp.hesitateMs = 60_000;
  let service = await startService(options);
  ends.push(() => service.kill());
  const acknowledged = await signUp(service.url, emails.slice(0, 12));
  expect(acknowledged).toHaveLength(12);
  // Some more, that the kill meets in the middle.
  const more = signUp(service.url, emails.slice(12));
  await new Promise((resolve) => setTimeout(resolve, 150));
  await service.kill();
  acknowledged.push(...(await more));

  smtp.mood = 'accept';
  smtp.received.splice(0);
  // A claim holds a mail back for a minute after its node died; here the minute is over at once.
  const database = new DatabaseSync(join(dataDir, 'portress.db'));
  database.exec('UPDATE outbox SET claimed_until = 1 WHERE claimed_until IS NOT NULL');
  const rows = database.prepare('SELECT email FROM accounts').all() as { email: string }[];
  const made = new Set(rows.map(({ email }) => email));
  const waiting = Number(
    database.prepare('SELECT COUNT(*) AS waiting FROM outbox WHERE sent_at IS NULL').get()?.waiting,
  );
  database.close();
  expect(waiting).toBeGreaterThanOrEqual(acknowledged.length);

  service = await startService(options);
  await expect.poll(() => smtp.received.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(waiting);
  const mailed = smtp.received.flatMap(({ recipients }) => recipients);
  for (const email of acknowledged)
    expect([email, made.has(email), mailed.includes(email)]).toEqual([email, true, true]);
  for (const email of mailed) expect([email, made.has(email)]).toEqual([email, true]);
  // A mail that came twice is the same to the mailbox: its Message-ID is.
  expect(new Set(mailed).size).toBe(made.size);
});

describeHttp('a mail of ours', (open) => {
  test('N9: does not say what sent it', async () => {
    const smtp = await openServer();
    const app: TestApp = await open(mailSettings(smtp));
    await app.post('/api/auth/sign-up', { email: 'new@example.com', password });
    await expect.poll(() => smtp.received.length, { timeout: 10_000 }).toBe(1);
    const headers = smtp.received[0]?.headers.join('\n') ?? '';
    expect(headers).not.toMatch(/^(?:x-mailer|user-agent|x-originating-ip|received):|nodemailer|node\.js|0\.0\.0/im);
  });
});
