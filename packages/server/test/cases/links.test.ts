import { expect, test } from 'vitest';
import { bearer, cookiesOf, type SentMail, type TestApp } from '#test/test-app.ts';
import { addressesOf } from './addresses.ts';
import { describePages } from './describe-pages.ts';
import { readTables } from './every-table.ts';
import { fromOurPage, givenSession } from './given-session.ts';

const password = 'a good long password';

const tokenIn = (mail: SentMail | undefined): string => /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
const newestTo = async (app: TestApp, to: string, path: string): Promise<SentMail> => {
  const mail = (await app.mails()).find((one) => one.to === to && one.text.includes(`${path}#token=`));
  if (mail === undefined) throw new Error(`no mail to ${to} leads to ${path}`);
  return mail;
};

/** A mail of each kind with a link that does something, and what pressing the button on its page sends. */
async function givenLinks(app: TestApp) {
  await app.post('/api/auth/sign-up', { email: 'new@example.com', password });
  const known = await app.givenAccount({ email: 'known@example.com' });
  await app.post('/api/auth/password-reset/request', { email: known.email });
  const verify = await newestTo(app, 'new@example.com', '/verify-email');
  const reset = await newestTo(app, known.email, '/reset-password');
  return [
    { mail: verify, path: '/verify-email', url: '/api/auth/verify-email', body: {}, success: 200 },
    { mail: reset, path: '/reset-password', url: '/api/auth/password-reset', body: { password }, success: 204 },
  ].map((link) => ({ ...link, token: tokenIn(link.mail) }));
}

describePages('mailed links', (open) => {
  test('C12: a scanner that reads the link with GET and HEAD three times, in every spelling, spends nothing', async () => {
    const app = await open();
    for (const { path, token, url, body, success } of await givenLinks(app)) {
      // Browsers and scanners leave the fragment out; one that doesn't know what it is sends it along.
      const spellings = [path, `${path}?token=${token}`, `${path}%23token=${token}`, `${url}?token=${token}`];
      for (const spelling of spellings)
        for (let turn = 0; turn < 3; turn += 1)
          for (const method of ['GET', 'HEAD'] as const) {
            const answer = await app.inject({ method, url: spelling, headers: { 'user-agent': 'MailScanner/1.0' } });
            const expected = spelling.startsWith('/api/') ? 405 : 200;
            expect([method, spelling, answer.statusCode]).toEqual([method, spelling, expected]);
            expect(answer.body).not.toContain(token);
          }
      const used = await app.post(url, { token, ...body });
      expect([url, used.statusCode]).toEqual([url, success]);
      expect((await app.post(url, { token, ...body })).json().code).toBe('invalid_token');
    }
  });

  test('C13: what is mailed has 256 random bits, no two are alike, and no table holds one', async () => {
    const app = await open({ MAILS_PER_HOUR: '0' });
    const known = await app.givenAccount();
    const tokens: string[] = [];
    for (let turn = 0; turn < 60; turn += 1) {
      await app.post('/api/auth/password-reset/request', { email: known.email });
      tokens.push(tokenIn(await newestTo(app, known.email, '/reset-password')));
    }
    expect(new Set(tokens).size).toBe(60);
    const bytes = tokens.map((token) => Buffer.from(token, 'base64url'));
    for (const [index, one] of bytes.entries())
      expect([one.length, tokens[index]]).toEqual([32, one.toString('base64url')]);
    // Of 60 random values about half have any given bit; none is fixed, as a prefix or a time would be.
    for (let bit = 0; bit < 256; bit += 1) {
      const ones = bytes.filter((one) => ((one[bit >> 3] ?? 0) >> (bit & 7)) & 1).length;
      expect([bit, ones > 5 && ones < 55]).toEqual([bit, true]);
    }
    const tables = JSON.stringify(await readTables(app.database));
    for (const token of tokens)
      for (const spelling of [
        token,
        Buffer.from(token, 'base64url').toString('hex'),
        Buffer.from(token).toString('hex'),
      ])
        expect(tables.includes(spelling)).toBe(false);
  });

  test('C14: a mail keeps the token in the fragment, and its page sends no Referer and loads nothing of others', async () => {
    const app = await open({ PRODUCT_LOGO: 'mark.svg' });
    for (const { mail, path, token } of await givenLinks(app)) {
      for (const body of [mail.text, mail.html]) {
        const links = [...body.matchAll(/https?:\/\/[^\s"'<>)]+/g)].map(
          ([link]) => new URL(link.replaceAll('&amp;', '&')),
        );
        const carrying = links.filter((link) => link.href.includes(token));
        expect(carrying.length).toBeGreaterThan(0);
        for (const link of carrying)
          expect([link.origin, link.pathname, link.search, link.hash]).toEqual([
            'http://localhost:8000',
            path,
            '',
            `#token=${token}`,
          ]);
        for (const link of links) expect(['http://localhost:8000', 'http://www.w3.org']).toContain(link.origin);
      }
      // Nothing in the mail is fetched when it is opened: a picture would tell who opened it, and when.
      expect(mail.html).not.toMatch(/<(?:img|link|script|iframe|object|video)\b|url\(|@import/i);

      const page = await app.get(path);
      expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
      const policy = String(page.headers['content-security-policy']);
      for (const part of ['default-src', 'script-src', 'style-src', 'font-src', 'connect-src', 'form-action'])
        expect([part, new RegExp(`${part} '(?:none|self)'(?:;|$)`).test(policy)]).toEqual([part, true]);
      expect(page.headers.link).toBeUndefined();
    }
  });

  test('K9: no token is in the address, the Location or the Link of any answer, whatever was asked', async () => {
    const app = await open();
    const links = await givenLinks(app);
    const session = await givenSession(app, { transport: 'cookie' });
    const body = await givenSession(app);
    const tokens = [...links.map(({ token }) => token), session.accessToken, session.refreshToken, body.accessToken];
    const search = new URLSearchParams({
      token: tokens[0] ?? '',
      access_token: session.accessToken,
      refresh_token: session.refreshToken,
      return_to: `/account?token=${tokens[1]}`,
      code: '12345678',
    }).toString();
    const addresses = ['//evil.example', '/accounts', '/docs', ...addressesOf(app)];
    const answers = [];
    for (const headers of [{}, { cookie: session.cookies }, bearer(body.accessToken)] as Record<string, string>[])
      for (const url of addresses)
        answers.push(await app.get(url, headers), await app.get(`${url}?${search}`, headers));
    const account = await app.givenAccount();
    const signUp = { email: 'another@example.com', password };
    for (const transport of ['body', 'cookie', 'split']) answers.push(await app.signIn(account, { transport }));
    answers.push(await app.post('/api/auth/sign-up', signUp), await app.post('/api/auth/sign-up', signUp));
    answers.push(await app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie: session.refreshCookie }));
    for (const { url, token, body: more } of links) answers.push(await app.post(url, { token, ...more }));
    for (const answer of answers) tokens.push(...Object.values(cookiesOf(answer).byName).filter((one) => one !== ''));

    const pointing = answers.flatMap(({ headers }) =>
      ['location', 'link', 'content-location', 'refresh'].flatMap((name) => [headers[name] ?? []].flat().map(String)),
    );
    // The document page's slash, the password managers' address, and a new account.
    expect(pointing.length).toBeGreaterThan(10);
    for (const text of pointing) {
      for (const token of tokens) expect([text, text.includes(token)]).toEqual([text, false]);
      expect(text).not.toMatch(/token|[\w-]{40}/);
    }
    expect(answers.filter((answer) => answer.statusCode >= 300 && answer.statusCode < 400).length).toBeGreaterThan(5);
  });

  test('K9: below a path of PUBLIC_URL the redirect to its page drops what was asked along', async () => {
    const app = await open({ PUBLIC_URL: 'https://app.example/accounts' });
    const answer = await app.inject({ method: 'GET', url: '/accounts?token=secret&return_to=//evil.example' });
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/accounts/']);
  });
});
