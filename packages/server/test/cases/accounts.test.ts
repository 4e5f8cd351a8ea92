import { afterEach, expect, test } from 'vitest';
import { headerOf, openMailServer } from '#test/mail-server.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { readTables } from './every-table.ts';
import { givenSession } from './given-session.ts';
import { callWith, fieldTitle, textFieldsOf } from './route-calls.ts';
import { longestMilliseconds, timeIt } from './time-it.ts';

const opened: Awaited<ReturnType<typeof openMailServer>>[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.stop();
});

/** The service with a real mail server behind it: what is queued by mistake would arrive. */
async function openWithMailServer(open: (settings: Record<string, string>) => Promise<TestApp>, more = {}) {
  const smtp = await openMailServer();
  opened.push(smtp);
  const app = await open({
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Portress <no-reply@example.com>',
    SIGN_IN_FAILURES_PER_15_MINUTES: '0',
    ...more,
  });
  return { smtp, app };
}

/** Sends each address to every call that takes one. */
async function expectAddressesRefused(app: TestApp, addresses: readonly string[]): Promise<void> {
  const admin = await app.givenAccount({ role: 'admin' });
  const { accessToken } = await givenSession(app, { account: admin });
  const fields = textFieldsOf(app);
  // In a query it is a part of one, to search by.
  const bearing = fields.filter(({ name, place }) => name === 'email' && place === 'body');
  expect(bearing.map(fieldTitle)).toEqual(
    expect.arrayContaining([
      'POST /api/auth/sign-up body.email',
      'POST /api/auth/verify-email body.email',
      'POST /api/auth/verify-email/request body.email',
      'POST /api/auth/password-reset/request body.email',
      'POST /api/setup body.email',
    ]),
  );
  for (const field of bearing)
    for (const email of addresses) {
      const where = `${fieldTitle(field)} ${JSON.stringify(email.slice(0, 80))}`;
      const ask = () => app.inject(callWith(field, email, accessToken));
      const milliseconds = await timeIt(ask);
      expect([where, milliseconds < longestMilliseconds]).toEqual([where, true]);
      const answer = await ask();
      expect([where, answer.statusCode, answer.json().code]).toEqual([where, 422, 'validation_failed']);
      expect(answer.json().errors).toEqual([
        { field: 'email', code: 'invalid_email', message: expect.not.stringContaining('evil') },
      ]);
    }
  // A sign-in name is any text: it is nobody's, as a name that is well written and unknown would be.
  const login = fields.find((field) => fieldTitle(field) === 'POST /api/auth/sign-in body.login');
  const username = fields.find((field) => fieldTitle(field) === 'POST /api/auth/token body.username');
  if (login === undefined || username === undefined) throw new Error('a sign-in has no name');
  for (const email of addresses) {
    const signedIn = await app.inject(callWith(login, email, accessToken));
    expect([email.slice(0, 80), signedIn.statusCode, signedIn.json().code]).toEqual([
      email.slice(0, 80),
      401,
      'invalid_credentials',
    ]);
    const granted = await app.inject(callWith(username, email, accessToken));
    expect([email.slice(0, 80), granted.statusCode, granted.json().error]).toEqual([
      email.slice(0, 80),
      400,
      'invalid_grant',
    ]);
  }
}

/** Nothing is queued, nothing was sent, no account was made; and an honest request shows that it would be seen. */
async function expectNothingMailed(app: TestApp, smtp: Awaited<ReturnType<typeof openMailServer>>): Promise<void> {
  const tables = await readTables(app.database);
  expect([tables.outbox, tables.one_time_tokens?.length, tables.accounts?.length]).toEqual([[], 0, 1]);
  expect(smtp.received).toEqual([]);
  await app.post('/api/auth/sign-up', { email: 'honest@example.com', password: 'a good long password' });
  await expect.poll(() => smtp.received.length, { timeout: 10_000 }).toBe(1);
  expect(smtp.received[0]?.recipients).toEqual(['honest@example.com']);
}

describeApp('addresses', (open) => {
  test('A6: lists, quotes, brackets, groups, line ends, NUL and too long ones are refused by every call, and nothing is mailed', {
    timeout: 60_000,
  }, async () => {
    const { smtp, app } = await openWithMailServer(open);
    await expectAddressesRefused(app, [
      'a@evil.example,v@victim.example',
      'a@evil.example;v@victim.example',
      'a@evil.example v@victim.example',
      '"v@victim.example x"@evil.example',
      '"a"@evil.example',
      '<a@evil.example>',
      'A <a@evil.example>',
      'a@evil.example>,<v@victim.example',
      'friends: a@evil.example, v@victim.example;',
      'all: some: a@evil.example;, v@victim.example;',
      '@evil.example:v@victim.example',
      'a(v@victim.example)@evil.example',
      'a@[192.0.2.1]',
      'a@evil.example\r\nBcc: v@victim.example',
      'a@evil.example\nBcc: v@victim.example',
      'a\r\nRCPT TO:<v@victim.example>@evil.example',
      '\r\na@evil.example',
      'a@evil.example\r\n',
      'a@evil.example\u0000@victim.example',
      'a\u0000@evil.example',
      `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.evil.example`,
      `${'a'.repeat(255)}@evil.example`,
      `a@${'b.'.repeat(200)}example`,
      `${'a@'.repeat(10_000)}evil.example`,
    ]);
    await expectNothingMailed(app, smtp);
  });

  test('A7: a wide @, unseen characters and turned directions are refused after they are made canonical, and nothing is mailed', {
    timeout: 60_000,
  }, async () => {
    const { smtp, app } = await openWithMailServer(open);
    await expectAddressesRefused(app, [
      'ann\uff20evil.example',
      'ann@victim.example\uff20evil.example',
      'ann\ufe6bevil.example',
      'an\u200bn@example.com',
      'ann@exam\u200bple.com',
      'ann\u200c@example.com',
      'ann\u200d@example.com',
      '\ufeffann@example.com',
      'ann\u2060@example.com',
      'ann\u00ad@example.com',
      '\u202eann@example.com',
      'ann@\u202emoc.elpmaxe',
      'ann\u200f@example.com',
      'ann\u2066x\u2069@example.com',
      '\uff41nn@example.com',
      'ann\u180e@example.com',
    ]);
    await expectNothingMailed(app, smtp);
  });

  test('A11: addresses with letters that only look alike are accounts of their own, and are never merged', async () => {
    const { smtp, app } = await openWithMailServer(open, { SIGN_UP_DISCLOSURE: 'conflict' });
    const password = 'a good long password';
    const latin = 'ann@ex.com';
    const alike = ['\u0430nn@ex.com', 'ann@\u0435x.com', 'ann@ex.c\u043em', 'a\u0578n@ex.com'];
    const ids = new Set<string>();
    for (const email of [latin, ...alike]) {
      const answer = await app.post('/api/auth/sign-up', { email, password });
      expect([email, answer.statusCode, answer.json().account?.email]).toEqual([email, 201, email]);
      ids.add(answer.json().account.id);
    }
    expect(ids.size).toBe(5);
    await expect.poll(() => smtp.received.length, { timeout: 10_000 }).toBe(5);
    // A mail names its recipient's domain in ASCII, so that whoever sees it sees which one it is. (The mail server here
    // shows the envelope in Unicode.)
    const mails = smtp.received.map((mail) => ({ ...mail, to: headerOf(mail, 'To').join() }));
    for (const { to } of mails) expect(to).toMatch(/@[a-z0-9.-]+>?$/);
    for (const domain of ['@xn--x-itb.com', '@ex.xn--cm-fmc'])
      expect(mails.filter(({ to }) => to.includes(domain))).toHaveLength(1);
    expect(mails.filter(({ to }) => to === `To: ${latin}`)).toHaveLength(1);

    // What one of them proves or asks for moves none of the others.
    const mailOf = mails.find(({ to }) => to === `To: ${latin}`);
    const token = /#token=(?:3D)?([\w-]{43})/.exec(mailOf?.body.replace(/=\r\n/g, '') ?? '')?.[1];
    expect((await app.post('/api/auth/verify-email', { token })).json().email).toBe(latin);
    for (const email of alike) {
      const signedIn = await app.post('/api/auth/sign-in', { login: email, password });
      expect([email, signedIn.statusCode, signedIn.json().code]).toEqual([email, 403, 'email_not_verified']);
    }
    await app.post('/api/auth/password-reset/request', { email: alike[1] });
    await expect.poll(() => smtp.received.length, { timeout: 10_000 }).toBe(6);
    expect(smtp.received.map((mail) => headerOf(mail, 'To').join()).at(-1)).toContain('@xn--x-itb.com');
    expect((await app.post('/api/auth/sign-in', { login: latin, password })).statusCode).toBe(200);
  });
});
