import { expect, test } from 'vitest';
import { sealAuditEvents } from '#features/audit-log/seal-audit-events.ts';
import { bearer, type TestApp } from '#test/test-app.ts';
import { addressesOf } from './addresses.ts';
import { describePages } from './describe-pages.ts';
import { readTables, type Tables, without } from './every-table.ts';
import { fromOurPage, givenSession } from './given-session.ts';
import { exchangeBytes, listen, readAnswer } from './over-the-wire.ts';

/** But for sessions, and for the line which says that somebody took everything that is held about them. */
const withoutTraces = (tables: Tables): Tables => ({
  // Events of accounts are numbered a moment after these were made.
  ...without(tables, 'sessions', 'audit_head', 'account_events', 'account_event_counter'),
  audit_events: (tables.audit_events ?? []).filter(({ type }) => type !== 'personal_data_exported'),
});

/** Of ours, and of what runs it. */
const versions = [
  '0.0.0-test',
  'fastify',
  'node.js',
  'nodejs',
  process.versions.node,
  process.version,
  process.versions.v8,
];

const metricsToken = 'a-token-of-16-or-more';

/** Somebody with a mail in the inbox and two devices, and every address there is, with their ids in it. */
async function given(app: TestApp) {
  const account = await app.givenAccount();
  await app.post('/api/auth/password-reset/request', { email: account.email });
  const [mail] = await app.mails();
  if (mail === undefined) throw new Error('there is no mail');
  const cookie = await givenSession(app, { account, transport: 'cookie' });
  const body = await givenSession(app, { account });
  const addresses = [
    ...addressesOf(app, { id: mail.id, code: 'invalid_token' }),
    '/dev/inbox.json',
    '/assets/missing.js',
    '/api/nothing',
    '/api/%',
  ];
  expect(addresses).toEqual(
    expect.arrayContaining(['/', '/api/account', '/problems', '/dev/inbox', '/assets/main-1a2b3c.js']),
  );
  expect(addresses).toContain(`/dev/inbox/${mail.id}/html`);
  return { account, mail, cookie, body, addresses };
}

describePages('every page and answer', (open) => {
  test('K4: forbids every frame around it, and the one that shows a mail admits our own page alone', async () => {
    const app = await open({ METRICS_TOKEN: metricsToken });
    const { addresses, mail, cookie } = await given(app);
    for (const url of addresses)
      for (const headers of [{}, { cookie: cookie.cookies }, bearer(metricsToken)] as Record<string, string>[]) {
        const answer = await app.get(url, headers);
        const [ancestors] = /frame-ancestors [^;]*/.exec(String(answer.headers['content-security-policy'])) ?? [];
        // Development only, in a sandbox: no script, no form and no origin of its own.
        const isMail = url.startsWith('/dev/inbox/') && url.endsWith('/html');
        expect([url, ancestors]).toEqual([url, `frame-ancestors ${isMail ? "'self'" : "'none'"}`]);
        if (isMail)
          expect(answer.headers['content-security-policy']).toMatch(/; sandbox(?! [^;]*allow-(?:scripts|same))/);
      }
    expect((await app.get(`/dev/inbox/${mail.id}/html`)).statusCode).toBe(200);
    // What never became a request.
    const port = await listen(app);
    for (const bytes of [
      'nonsense\r\n\r\n',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
      'GET /sign-in HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\nContent-Length: x\r\n\r\n',
    ]) {
      const { status, headers } = readAnswer(await exchangeBytes(port, bytes));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });

  test('K5: answers with tokens or a person, and all pages, carry the headers that keep them where they belong', async () => {
    const app = await open({ PUBLIC_URL: 'https://id.example' });
    const { account, body, cookie, addresses } = await given(app);
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: body.refreshToken }).toString();
    const grant = { url: '/api/auth/token', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const refreshing = { ...fromOurPage, cookie: cookie.refreshCookie };
    const answers = {
      me: await app.get('/api/account', bearer(body.accessToken)),
      'me by cookie': await app.get('/api/account', { cookie: cookie.cookies }),
      'me re-authenticated': await app.get('/api/account', { cookie: cookie.refreshCookie }),
      devices: await app.get('/api/account/sessions', bearer(body.accessToken)),
      'sign-in': await app.signIn(account),
      'sign-in by cookie': await app.signIn(account, { transport: 'cookie' }),
      refresh: await app.post('/api/auth/refresh', { refresh_token: body.refreshToken }),
      'refresh by cookie': await app.post('/api/auth/refresh', undefined, refreshing),
      token: await app.inject({ method: 'POST', ...grant, payload: form }),
      refused: await app.get('/api/account'),
    };
    for (const [what, { headers, statusCode }] of Object.entries(answers)) {
      expect([what, statusCode]).toEqual([what, what === 'refused' ? 401 : 200]);
      expect({ what, ...headers }).toMatchObject({
        what,
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-site',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'cache-control': 'no-store',
      });
    }
    for (const url of addresses) {
      const { headers } = await app.get(url);
      expect({ url, ...headers }).toMatchObject({
        url,
        'content-security-policy': expect.stringMatching(/^default-src 'none';(?!.*\*)(?!.*http:\/\/evil)/),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
      });
    }
    // The web client's own pages run no inline script and no foreign one.
    const page = String((await app.get('/sign-in')).headers['content-security-policy']);
    for (const part of ["script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'self'"])
      expect(page.split('; ')).toContain(part);
    expect(page).not.toMatch(/unsafe/);
  });

  test('K7: an address of data that ends like a file of a cache is 404 or is not stored', async () => {
    const app = await open();
    const { account, cookie } = await given(app);
    const ends = ['x.css', 'x.js', 'x.png', 'x.woff2', 'index.html', 'robots.txt'];
    const paths = ['/api/account', '/api/account/sessions', '/api/auth/refresh', '/.well-known/jwks.json', '/account'];
    const urls = paths.flatMap((path) =>
      ends.flatMap((end) => [
        `${path}/${end}`,
        `${path}.${end.split('.')[1]}`,
        `${path}/..%2f${end}`,
        `${path}/%2e%2e/${end}`,
        `${path};${end}`,
        `${path}%3B${end}`,
        `${path}%2F${end}`,
        `${path}%00${end}`,
        `${path}%0A.${end}`,
        `${path}%23/${end}`,
        `${path}%3F${end}`,
        `${path}?${end}`,
        `${path}//${end}`,
        `${path}/.${end}`,
        `${path}\\${end}`,
      ]),
    );
    for (const url of urls)
      for (const headers of [{ cookie: cookie.cookies }, bearer(cookie.accessToken), {}] as Record<string, string>[]) {
        const answer = await app.get(url, headers);
        const isKept = !String(answer.headers['cache-control']).includes('no-store');
        expect([url, answer.statusCode >= 500, isKept && answer.statusCode !== 404]).toEqual([url, false, false]);
        if (answer.statusCode === 200) expect([url, answer.headers['cache-control']]).toEqual([url, 'no-store']);
        expect([url, answer.body.includes(account.email)]).toEqual([url, false]);
      }
  });

  test('K8: reading every address twice, with GET and HEAD, signed in and not, changes nothing but sessions', async () => {
    const app = await open({ METRICS_TOKEN: metricsToken });
    const { addresses, cookie, body } = await given(app);
    const expired = await givenSession(app, { account: cookie.account, transport: 'cookie' });
    await sealAuditEvents(app.app.context);
    const before = await readTables(app.database);
    const people = {
      stranger: {},
      'by Bearer': bearer(body.accessToken),
      'by cookie': { cookie: cookie.cookies },
      'with the refresh cookie alone': { cookie: expired.refreshCookie },
      'with the metrics token': bearer(metricsToken),
    };
    let answered = 0;
    for (let turn = 0; turn < 2; turn += 1)
      for (const headers of Object.values(people))
        for (const url of addresses)
          for (const method of ['GET', 'HEAD'] as const)
            for (const search of ['', '?token=x&code=1&id=x&_method=DELETE&action=delete']) {
              const answer = await app.inject({ method, url: url + search, headers });
              expect([method, url, answer.statusCode < 500]).toEqual([method, url, true]);
              if (answer.statusCode < 300) answered += 1;
            }
    expect(answered).toBeGreaterThan(400);
    const after = await readTables(app.database);
    expect(withoutTraces(after)).toEqual(withoutTraces(before));
    // The sessions are the same ones, all of them alive.
    expect(after.sessions?.map(({ id, ended_at }) => [id, ended_at])).toEqual(
      before.sessions?.map(({ id, ended_at }) => [id, ended_at]),
    );
    expect((await app.get('/api/account', { cookie: cookie.cookies })).statusCode).toBe(200);
  });
});

describePages('in production', (open) => {
  const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://id.example', MAIL: 'off' };

  test('N9: metrics, documents, the inbox and versions are nobody’s to see', async () => {
    for (const settings of [production, { ...production, METRICS_TOKEN: metricsToken }]) {
      const app = await open(settings);
      const session = await givenSession(app);
      for (const url of [
        '/metrics',
        '/docs',
        '/docs/',
        '/docs/js/scalar.js',
        '/openapi.json',
        '/dev/inbox',
        '/dev/inbox.json',
      ])
        for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const)
          for (const headers of [{}, bearer(session.accessToken)] as Record<string, string>[]) {
            const answer = await app.inject({ method, url, headers });
            expect([url, method, answer.statusCode, answer.headers.allow]).toEqual([url, method, 404, undefined]);
          }
      const port = await listen(app);
      const answers = [];
      for (const url of [...addressesOf(app), '/api/nothing', '/api/%'])
        answers.push(await app.get(url), await app.get(url, bearer(session.accessToken)));
      answers.push(await app.post('/api/auth/sign-in', { login: 'x', password: 'y' }));
      const texts = answers.map(({ headers, body }) => JSON.stringify(headers) + body);
      texts.push(await exchangeBytes(port, 'nonsense\r\n\r\n'));
      for (const text of texts) {
        expect(text).not.toMatch(/"(?:server|x-powered-by|via|x-version|x-runtime)":|\r\n(?:server|x-powered-by):/i);
        const told = versions.filter((version) => text.toLowerCase().includes(version));
        expect([text.slice(0, 300), told]).toEqual([text.slice(0, 300), []]);
      }
    }
  });
});
