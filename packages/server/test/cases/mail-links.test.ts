import { afterEach, expect, test } from 'vitest';
import { headerOf, openMailServer, type ReceivedMail } from '#test/mail-server.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { givenSession } from './given-session.ts';
import { exchangeBytes, listen, readAnswer } from './over-the-wire.ts';

const evil = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'gopher',
  'x-forwarded-port': '666',
  'x-forwarded-prefix': '/evil',
  'x-forwarded-server': 'evil.example',
  'x-original-url': 'https://evil.example/',
  'x-rewrite-url': 'https://evil.example/',
  'x-host': 'evil.example',
  forwarded: 'for=1.2.3.4;host=evil.example;proto=https',
  referer: 'https://evil.example/',
};

/** Every address in a mail that somebody could follow. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/(?:https?|gopher|javascript|data):[^\s"'<>)]+/gi)].map(([link]) => link.replaceAll('&amp;', '&'));

const places = ['http://localhost:8000', 'https://app.example/accounts'];

/** Lets each flow that mails somebody run, by the given way of posting. */
async function mailEverything(app: TestApp, post: (path: string, body: object) => Promise<unknown>): Promise<number> {
  const known = await app.givenAccount({ email: 'known@example.com' });
  await app.givenAccount({ email: 'waiting@example.com', isVerified: false });
  await post('/api/auth/sign-up', { email: 'new@example.com', password: 'a good long password', locale: 'uk' });
  await post('/api/auth/sign-up', { email: known.email, password: 'a good long password' });
  await post('/api/auth/verify-email/request', { email: 'waiting@example.com' });
  await post('/api/auth/password-reset/request', { email: known.email });
  const reset = /#token=([\w-]+)/.exec(
    (await app.mails()).find((mail) => mail.to === known.email && mail.text.includes('reset-password#'))?.text ?? '',
  )?.[1];
  expect(reset).toHaveLength(43);
  await post('/api/auth/password-reset', { token: reset, password: 'another good password' });

  const { refreshToken } = await givenSession(app);
  let parent = refreshToken;
  for (let generation = 0; generation < 3; generation += 1) {
    const child = (await app.post('/api/auth/refresh', { refresh_token: parent })).json().refresh_token;
    await app.clock.wind({ seconds: 61 });
    await post('/api/auth/refresh', { refresh_token: parent });
    await app.clock.wind({ seconds: 61 });
    parent = child;
  }
  // new, known (sign-up attempted), waiting, known (reset), known (was reset), the shared session.
  return 6;
}

function expectOwnLinks(mails: { text: string; html: string; subject: string }[], place: string): void {
  for (const { text, html, subject } of mails) {
    const links = [...linksIn(text), ...linksIn(html).filter((link) => !link.startsWith('http://www.w3.org/'))];
    expect([subject, links.length > 0]).toEqual([subject, true]);
    for (const link of links)
      expect([subject, link, link === place || link.startsWith(`${place}/`)]).toEqual([subject, link, true]);
    expect(text + html).not.toContain('evil.example');
  }
}

describeApp('mailed links', (open) => {
  test.each(places)('M1: whatever Host, forwarded headers and the like say, all are on %s', async (place) => {
    const app = await open({ PUBLIC_URL: place, SIGN_UP_DISCLOSURE: 'silent' });
    const expected = await mailEverything(app, (path, body) =>
      app.post(path, body, { ...evil, origin: new URL(place).origin }),
    );
    const mails = await app.mails();
    expect(mails.map((mail) => mail.to).toSorted()).toHaveLength(expected);
    expectOwnLinks(mails, place);
  });

  test('M1: the same over a socket with an absolute address, and behind a trusted proxy', async () => {
    const app = await open({ SIGN_UP_DISCLOSURE: 'silent', TRUSTED_PROXIES: '127.0.0.1' });
    const port = await listen(app);
    const lines = Object.entries({
      ...evil,
      'x-forwarded-for': '198.51.100.1',
      connection: 'close',
      'content-type': 'application/json',
    })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const statuses: number[] = [];
    const expected = await mailEverything(app, async (path, body) => {
      const payload = JSON.stringify(body);
      const bytes = `POST http://evil.example${path} HTTP/1.1\r\n${lines}content-length: ${Buffer.byteLength(payload)}\r\n\r\n${payload}`;
      statuses.push(readAnswer(await exchangeBytes(port, bytes)).status);
    });
    for (const status of statuses) expect(status).toBeLessThan(300);
    const mails = await app.mails();
    expect(mails).toHaveLength(expected);
    expectOwnLinks(mails, 'http://localhost:8000');
  });

  test('M1: no field of a mail-sending route names where a link goes', async () => {
    const app = await open();
    for (const field of ['callback_url', 'callbackURL', 'redirect_to', 'return_to', 'url', 'host'])
      for (const path of ['/api/auth/password-reset/request', '/api/auth/verify-email/request']) {
        const answer = await app.post(path, { email: 'known@example.com', [field]: 'https://evil.example' });
        expect([field, answer.statusCode]).toEqual([field, 422]);
        expect(
          (await app.post(`${path}?${field}=https://evil.example`, { email: 'known@example.com' })).statusCode,
        ).toBe(422);
      }
    expect(await app.mails()).toEqual([]);
  });
});

const opened: Awaited<ReturnType<typeof openMailServer>>[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.stop();
});

describeApp('mail on its way', (open) => {
  test('M2: line ends in an address or a name make no second recipient and no header', async () => {
    const smtp = await openMailServer();
    opened.push(smtp);
    const app = await open({ SMTP_URL: smtp.url, MAIL_FROM: 'Portress <no-reply@example.com>' });
    const password = 'a good long password';
    const tricks = [
      '\r\nBcc: thief@evil.example',
      '\nBcc: thief@evil.example',
      '\r\n\r\nA body',
      '%0d%0aBcc: thief@evil.example',
      '\u0000',
      '\u2028Bcc: thief@evil.example',
      ',thief@evil.example',
      '>,<thief@evil.example',
    ];
    for (const trick of tricks) {
      for (const email of [`ann@example.com${trick}`, `ann${trick}@example.com`, `${trick}ann@example.com`])
        for (const [path, more] of [
          ['/api/auth/sign-up', { password }],
          ['/api/auth/verify-email/request', {}],
          ['/api/auth/password-reset/request', {}],
        ] as const) {
          const answer = await app.post(path, { email, ...more });
          // `%0d%0a` is nothing but letters: such an address may be nobody's, but it is one.
          if (!trick.startsWith('%')) expect([email, answer.statusCode]).toEqual([email, 422]);
          else expect(answer.statusCode).toBeLessThan(500);
        }
      const name = await app.post('/api/auth/sign-up', {
        email: 'ann@example.com',
        password,
        first_name: `Ann${trick}`,
        last_name: `${trick}Smith`,
      });
      if (['\r', '\n', '\u0000', '\u2028'].some((end) => trick.includes(end)))
        expect([trick, name.statusCode]).toEqual([trick, 422]);
    }
    await app.post('/api/auth/sign-up', {
      email: 'bob@example.com',
      password,
      first_name: 'Bob',
      last_name: 'Bcc: thief@evil.example',
    });
    await expect
      .poll(() => smtp.received.some((mail) => mail.recipients.includes('bob@example.com')), { timeout: 5000 })
      .toBe(true);
    for (const mail of smtp.received) expectOnePlainMail(mail);
  });
});

function expectOnePlainMail(mail: ReceivedMail): void {
  expect(mail.recipients).toHaveLength(1);
  expect(mail.recipients[0]).not.toContain('evil.example');
  expect(headerOf(mail, 'To')).toHaveLength(1);
  for (const name of ['Bcc', 'Cc']) expect(headerOf(mail, name)).toEqual([]);
  for (const line of mail.headers) expect(line).not.toMatch(/thief|evil/);
}
