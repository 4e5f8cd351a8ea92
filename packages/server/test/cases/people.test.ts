import { expect, test } from 'vitest';
import { bearer, cookiesOf, describeApp } from '#test/test-app.ts';
import { keyOf, readTables } from './every-table.ts';
import { fromOurPage, givenSession } from './given-session.ts';

const emptyList = JSON.stringify({ items: [], next_cursor: null });

describeApp('two people', (open) => {
  test.each(['cookie', 'split'] as const)(
    'E12: in one browser, by %s: after the first signs out, the second is shown nothing of the first',
    async (transport) => {
      const app = await open();
      const first = await app.givenAccount({ username: 'first-person' });
      const second = await app.givenAccount({ username: 'second-person' });
      // The browser keeps what it is told to keep, and sends all of it with every request.
      const jar: Record<string, string> = {};
      const send = async (method: 'GET' | 'POST', url: string, payload?: object, token?: string) => {
        const cookie = Object.entries(jar)
          .map(([name, value]) => `${name}=${value}`)
          .join('; ');
        const headers = { ...fromOurPage, ...(cookie && { cookie }), ...(token && bearer(token)) };
        const answer = await app.inject({ method, url, headers, ...(payload && { payload }) });
        for (const [name, value] of Object.entries(cookiesOf(answer).byName))
          if (value === '') delete jar[name];
          else jar[name] = value;
        return answer;
      };
      const signIn = async ({ email, password }: typeof first) =>
        (await send('POST', '/api/auth/sign-in', { login: email, password, transport })).json();

      const before = await signIn(first);
      await send('GET', '/api/account', undefined, before.access_token);
      const stale = { ...jar };
      expect((await send('POST', '/api/auth/sign-out', undefined, before.access_token)).statusCode).toBe(204);
      expect(jar).toEqual({});
      const after = await signIn(second);
      const answers = [];
      for (const { method, path, guard } of app.app.routes)
        if (method === 'GET' && guard.name === 'signed in' && !path.includes(':'))
          answers.push(await send('GET', path, undefined, after.access_token));
      answers.push(await send('POST', '/api/auth/refresh'));
      expect(answers.length).toBeGreaterThan(2);
      for (const { statusCode, body, headers } of answers) {
        expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store']);
        for (const theirs of [first.id, first.email, 'first-person', before.session_id])
          expect(body).not.toContain(theirs);
        // A list or a file of nothing shows nobody.
        if (body !== emptyList && body !== '')
          expect(body).toContain(body.includes('"items"') ? after.session_id : second.id);
      }
      // What a second tab of the first person still held is nobody's.
      const cookie = Object.entries(stale)
        .map(([name, value]) => `${name}=${value}`)
        .join('; ');
      for (const headers of [{ cookie }, ...(before.access_token ? [bearer(before.access_token)] : [])])
        expect((await app.get('/api/account', headers)).json().code).toBe('session_ended');
    },
  );

  test('E15: the id of another’s session ends nothing, whatever stands around it and however it is sent', async () => {
    const app = await open();
    const mine = await givenSession(app);
    const theirs = await givenSession(app);
    const ended = await givenSession(app, { account: theirs.account });
    await app.inject({
      method: 'DELETE',
      url: `/api/account/sessions/${ended.sessionId}`,
      headers: bearer(theirs.accessToken),
    });
    const before = await readTables(app.database);
    const unknown = 'AAAAAAAAAAAAAAAAAAAAAA';
    const answers = [];
    for (const id of [unknown, theirs.sessionId, ended.sessionId, theirs.account.id])
      for (const more of ['', '?account_id=x'])
        for (const payload of [undefined, { account_id: theirs.account.id, session_id: theirs.sessionId }]) {
          const url = `/api/account/sessions/${id}${more}`;
          const answer = await app.inject({
            method: 'DELETE',
            url,
            headers: bearer(mine.accessToken),
            ...(payload && { payload }),
          });
          answers.push({ ...answer.json(), request_id: '', asked: more });
        }
    for (const answer of answers) {
      expect(answer.status).toBe(answer.asked === '' ? 404 : 422);
      expect(answer).toEqual(answers.find(({ asked }) => asked === answer.asked));
    }
    const after = await readTables(app.database);
    for (const table of ['sessions', 'revocations', 'audit_events', 'accounts'])
      expect([table, after[table]?.map(keyOf)]).toEqual([table, before[table]?.map(keyOf)]);
    expect((await app.get('/api/account', bearer(theirs.accessToken))).statusCode).toBe(200);
    const refreshed = await app.post('/api/auth/refresh', { refresh_token: theirs.refreshToken });
    expect(refreshed.statusCode).toBe(200);
  });
});
