import { describe, expect, it } from 'vitest';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { bearer, cookiesOf, describeApp, openApp, type TestAccount, type TestApp } from '#test/test-app.ts';
import { findSession } from './store.ts';

const grace = 60;
type Tokens = {
  access_token: string;
  refresh_token: string;
  session_id: string;
  refresh_expires_in: number;
  expires_in: number;
};

const begin = async (app: TestApp, account?: TestAccount): Promise<Tokens> =>
  (await app.signIn(account ?? (await app.givenAccount()))).json();
const refresh = (app: TestApp, refresh_token: string) => app.post('/api/auth/refresh', { refresh_token });
const refreshed = async (app: TestApp, token: string): Promise<Tokens> => {
  const answer = await refresh(app, token);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const codeOf = async (app: TestApp, token: string) => {
  const answer = await refresh(app, token);
  return [answer.statusCode, answer.json<{ code: string }>().code];
};
/** The proof of arrival is written off the request's path: waits until it stands. */
const arrived = async (app: TestApp, tokens: Tokens): Promise<void> => {
  for (let tries = 0; tries < 500; tries += 1) {
    if ((await findSession(app.database.read, tokens.session_id))?.proved_at != null) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect.fail('the arrival was never noted');
};
const whoAmI = (app: TestApp, tokens: Tokens) => app.get('/api/account', bearer(tokens.access_token));

describeApp('the table of answers, over HTTP', (open) => {
  it('the current token rotates at once the first time', async () => {
    const app = await open();
    const first = await begin(app);
    const second = await refreshed(app, first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.session_id).toBe(first.session_id);
    expect((await whoAmI(app, second)).statusCode).toBe(200);
  });

  it('the current token within its window comes back unchanged, with a fresh access token', async () => {
    const app = await open();
    const second = await refreshed(app, (await begin(app)).refresh_token);
    await app.clock.wind({ seconds: grace - 5 });
    const again = await refreshed(app, second.refresh_token);
    expect(again.refresh_token).toBe(second.refresh_token);
    expect(again.access_token).not.toBe(second.access_token);
  });

  it('the current token after its window rotates', async () => {
    const app = await open();
    const second = await refreshed(app, (await begin(app)).refresh_token);
    await app.clock.wind({ seconds: grace + 1 });
    expect((await refreshed(app, second.refresh_token)).refresh_token).not.toBe(second.refresh_token);
  });

  it('its parent gets the same successor, however late, while the child has not proved that it arrived', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const first = await begin(app, account);
    const second = await refreshed(app, first.refresh_token);
    await app.clock.wind({ seconds: 20 * 24 * 3600 });
    expect((await refreshed(app, first.refresh_token)).refresh_token).toBe(second.refresh_token);
    const events = await listAuditEvents(app.database.read, account.id, 10);
    expect(events.map((event) => event.type)).toContain('refresh_reissued_late');
  });

  it('its parent gets the same successor within a grace after the child proved itself by an old enough access token', async () => {
    const app = await open();
    const first = await begin(app);
    const second = await refreshed(app, first.refresh_token);
    await app.clock.wind({ seconds: grace + 2 });
    expect((await whoAmI(app, second)).statusCode).toBe(200);
    await arrived(app, second);
    await app.clock.wind({ seconds: grace - 5 });
    expect((await refreshed(app, first.refresh_token)).refresh_token).toBe(second.refresh_token);
  });

  it('E4: its parent, proved longer ago, is a replay: that session ends, the others live', async () => {
    const app = await open();
    const account = await app.givenAccount();
    const other = await begin(app, account);
    const first = await begin(app, account);
    const second = await refreshed(app, first.refresh_token);
    await app.clock.wind({ seconds: grace + 2 });
    expect((await whoAmI(app, second)).statusCode).toBe(200);
    await arrived(app, second);
    await app.clock.wind({ seconds: grace + 2 });

    expect(await codeOf(app, first.refresh_token)).toEqual([401, 'session_ended']);
    expect(await codeOf(app, second.refresh_token)).toEqual([401, 'session_ended']);
    expect((await whoAmI(app, second)).json()).toMatchObject({ code: 'session_ended' });
    expect((await whoAmI(app, other)).statusCode).toBe(200);
    await refreshed(app, other.refresh_token);
    const events = await listAuditEvents(app.database.read, account.id, 20);
    expect(events.filter((event) => event.type === 'refresh_replayed')).toHaveLength(1);
  });

  it('E4: an access token younger than a grace proves nothing: the answer came, but was it stored?', async () => {
    const app = await open();
    const first = await begin(app);
    const second = await refreshed(app, first.refresh_token);
    expect((await whoAmI(app, second)).statusCode).toBe(200);
    await app.clock.wind({ seconds: 3 * grace });
    expect((await refreshed(app, first.refresh_token)).refresh_token).toBe(second.refresh_token);
  });

  it('E4: a child presented in a window that a re-issue had opened has proved itself', async () => {
    const app = await open();
    const first = await begin(app);
    const second = await refreshed(app, first.refresh_token);
    await refreshed(app, first.refresh_token);
    expect((await refreshed(app, second.refresh_token)).refresh_token).toBe(second.refresh_token);
    await app.clock.wind({ seconds: grace + 2 });
    expect(await codeOf(app, first.refresh_token)).toEqual([401, 'session_ended']);
  });

  it('E4: an older one is a replay, also at the token endpoint (400 invalid_grant)', async () => {
    const app = await open();
    const first = await begin(app);
    const second = await refreshed(app, first.refresh_token);
    await app.clock.wind({ seconds: grace + 1 });
    const third = await refreshed(app, second.refresh_token);
    const form = {
      method: 'POST' as const,
      url: '/api/auth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    const replayed = await app.inject({
      ...form,
      payload: `grant_type=refresh_token&refresh_token=${first.refresh_token}`,
    });
    expect([replayed.statusCode, replayed.json<{ error: string }>().error]).toEqual([400, 'invalid_grant']);
    expect(await codeOf(app, third.refresh_token)).toEqual([401, 'session_ended']);
    expect((await whoAmI(app, third)).statusCode).toBe(401);
  });

  it('a well signed token above the row (a restored backup) is refused and ends nothing', async () => {
    const app = await open({ LOG_LEVEL: 'warn' });
    const first = await begin(app);
    const second = await refreshed(app, first.refresh_token);
    // The backup: the row as it was before the rotation.
    await app.database.write.change(
      {
        name: 'test.restore',
        sqlite: 'UPDATE sessions SET generation = 1',
        postgres: 'UPDATE sessions SET generation = 1',
        parameters: [],
      },
      {},
    );
    expect(await codeOf(app, second.refresh_token)).toEqual([401, 'invalid_refresh_token']);
    const line = app
      .logged()
      .split('\n')
      .find((one) => one.includes('ahead of its session'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ sessionId: first.session_id, requestId: expect.any(String) });
    await refreshed(app, first.refresh_token);
  });

  it('forged, mangled, of another secret: refused, and nothing ends', async () => {
    const app = await open();
    const first = await begin(app);
    const flipped = `${first.refresh_token.startsWith('A') ? 'B' : 'A'}${first.refresh_token.slice(1)}`;
    for (const token of [
      flipped,
      first.refresh_token.slice(0, -2),
      `${first.refresh_token}==`,
      '',
      'null',
      first.access_token,
    ])
      expect(await codeOf(app, token)).toEqual([401, 'invalid_refresh_token']);
    await refreshed(app, first.refresh_token);
  });

  it("a row whose key this node does not have yet is 503 with Retry-After, and a client's token stays good", async () => {
    const app = await open();
    const first = await begin(app);
    const newer = await openApp(app, {
      SECRET_KEY: 'the-newer-secret-0123456789-0123456789-abc,a-secret-for-tests-only-0123456789-abcdefghij',
    });
    const second = await refreshed(newer, first.refresh_token);
    // `app` still runs with the old secret alone: the new token is none of its own, but the parent it knows.
    const answer = await refresh(app, first.refresh_token);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, expect.any(String)]);
    await refreshed(newer, second.refresh_token);
    await newer.app.server.close();
  });
});

describeApp('an exchange', (open) => {
  it('E3: 64 parallel refreshes with one token give one identical successor', async () => {
    const app = await open();
    const first = await begin(app);
    const answers = await Promise.all(Array.from({ length: 64 }, () => refreshed(app, first.refresh_token)));
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.access_token)).size).toBe(64);
  });

  it('E3: the same on two nodes of one database', async () => {
    const app = await open();
    const other = await openApp(app);
    const first = await begin(app);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => refreshed(index % 2 === 0 ? app : other, first.refresh_token)),
    );
    expect(new Set(answers.map((answer) => answer.refresh_token)).size).toBe(1);
    await other.app.server.close();
  });

  it('E5: ends with the idle timeout, which every use puts off, and with the absolute one, which nothing does', async () => {
    const app = await open({ REFRESH_IDLE_SECONDS: '1000', REFRESH_ABSOLUTE_SECONDS: '3000' });
    let tokens = await begin(app);
    for (let turn = 0; turn < 3; turn += 1) {
      await app.clock.wind({ seconds: 900 });
      tokens = await refreshed(app, tokens.refresh_token);
    }
    // 2,700 s have gone: of the idle 1,000 only 300 are left before the absolute timeout, for both tokens.
    expect(tokens.refresh_expires_in).toBeLessThanOrEqual(300);
    expect(tokens.expires_in).toBeLessThanOrEqual(300);
    await app.clock.wind({ seconds: 301 });
    expect(await codeOf(app, tokens.refresh_token)).toEqual([401, 'session_ended']);

    const idle = await begin(app);
    await app.clock.wind({ seconds: 1001 });
    expect(await codeOf(app, idle.refresh_token)).toEqual([401, 'session_ended']);
  });

  it('E5: after either timeout access token, cookies and list are over too, and nothing that is sent can put it off', async () => {
    const app = await open({
      REFRESH_IDLE_SECONDS: '600',
      REFRESH_ABSOLUTE_SECONDS: '1200',
      ACCESS_TOKEN_SECONDS: '900',
    });
    const account = await app.givenAccount();
    const browser = () => app.signIn(account, { transport: 'cookie' });
    const [idle, used] = [cookiesOf(await browser()).header, cookiesOf(await browser()).header];
    const fromOurPage = { 'sec-fetch-site': 'same-origin' };
    const renew = (cookie: string) => app.post('/api/auth/refresh', undefined, { ...fromOurPage, cookie });
    for (const body of [{ expires_at: null }, { session_expires_at: null }, { absolute_at: 9e15 }])
      expect((await app.post('/api/auth/refresh', body, { ...fromOurPage, cookie: used })).statusCode).toBe(422);
    const headers = { ...fromOurPage, cookie: used };
    for (const [method, url, status] of [
      ['PATCH', '/api/account', 422],
      ['PUT', '/api/account', 405],
      ['PATCH', '/api/account/sessions/x', 405],
      ['PUT', '/api/account/sessions/x', 405],
    ] as const)
      expect((await app.inject({ method, url, headers, payload: { expires_at: null } })).statusCode).toBe(status);

    await app.clock.wind({ seconds: 590 });
    const renewed = await renew(used);
    const end = renewed.json().session_expires_at;
    await app.clock.wind({ seconds: 11 });
    // 601 s: the one that was not used has timed out, whatever its cookies say.
    const refreshCookie = (cookie: string) => cookie.split('; ').find((pair) => pair.startsWith('refresh')) ?? '';
    for (const answer of [await renew(idle), await app.get('/api/account', { cookie: refreshCookie(idle) })])
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_ended']);
    const kept = { cookie: cookiesOf(renewed).header };
    const list = (await app.get('/api/account/sessions', kept)).json().items;
    expect(list).toEqual([expect.objectContaining({ current: true })]);

    // A new password gives new tokens and no more time.
    const changed = await app.inject({
      method: 'PUT',
      url: '/api/account/password',
      headers: { ...fromOurPage, ...kept },
      payload: { current_password: account.password, password: 'quite another password' },
    });
    expect([changed.statusCode, changed.json().session_expires_at]).toEqual([200, end]);
    await app.clock.wind({ seconds: 600 });
    // 1,201 s: so soon after its last use, and still over.
    const { header } = cookiesOf(changed);
    for (const answer of [await renew(header), await app.get('/api/account', { cookie: header })])
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_ended']);
  });

  it('three late re-issues in a row are told to the person, once', async () => {
    const app = await open({ REFRESH_GRACE_SECONDS: '10' });
    const account = await app.givenAccount();
    let parent = (await begin(app, account)).refresh_token;
    for (let generation = 0; generation < 4; generation += 1) {
      const child = (await refreshed(app, parent)).refresh_token;
      await app.clock.wind({ seconds: 11 });
      expect((await refreshed(app, parent)).refresh_token).toBe(child);
      expect((await refreshed(app, parent)).refresh_token).toBe(child);
      await app.clock.wind({ seconds: 11 });
      parent = child;
    }
    const events = await listAuditEvents(app.database.read, account.id, 50);
    expect(events.filter((event) => event.type === 'refresh_reissued_late')).toHaveLength(4);
    expect((await app.mails()).filter((mail) => mail.to === account.email)).toHaveLength(1);
  });

  it('is limited for each session; repeats within a window are free', async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '2', REFRESH_GRACE_SECONDS: '0' });
    let token = (await begin(app)).refresh_token;
    const generous = await begin(app);
    for (let turn = 0; turn < 2; turn += 1) {
      token = (await refreshed(app, token)).refresh_token;
      await app.clock.wind({ milliseconds: 5 });
    }
    const answer = await refresh(app, token);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    await refreshed(app, generous.refresh_token);
  });
});

describeApp('sign-out', (open) => {
  it('E11: everywhere, racing 100 refreshes, leaves no survivor after the acknowledgement', async () => {
    const app = await open({ REFRESHES_PER_MINUTE: '0' });
    const account = await app.givenAccount();
    const sessions = await Promise.all(Array.from({ length: 10 }, () => begin(app, account)));
    const racing = sessions.flatMap((session) =>
      Array.from({ length: 10 }, () =>
        refresh(app, session.refresh_token).then((answer) => answer.json<Partial<Tokens>>()),
      ),
    );
    const ended = await app.post('/api/auth/sign-out-everywhere', {}, bearer(sessions[0]?.access_token ?? ''));
    expect(ended.json()).toEqual({ ended_sessions: 10 });
    for (const tokens of [...sessions, ...(await Promise.all(racing))]) {
      if (tokens.access_token === undefined || tokens.refresh_token === undefined) continue;
      expect((await app.get('/api/account', bearer(tokens.access_token))).statusCode).toBe(401);
      expect(await codeOf(app, tokens.refresh_token)).toEqual([401, 'session_ended']);
    }
    // The account itself is fine: a new sign-in carries the new epoch.
    expect((await whoAmI(app, await begin(app, account))).statusCode).toBe(200);
  });
});

describe('the statement', () => {
  it('mentions no other table and no CTE: either would read an older snapshot', async () => {
    const { readFileSync } = await import('node:fs');
    const source = readFileSync(new URL('./store.ts', import.meta.url), 'utf8');
    const text = source.slice(source.indexOf("'sessions.rotate'"), source.indexOf('const insert'));
    expect(text).not.toMatch(/accounts|\bWITH\b|\bJOIN\b/);
  });
});
