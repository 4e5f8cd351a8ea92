import { expect, test } from 'vitest';
import { findAccountByEmail } from '#features/accounts/store.ts';
import { listAuditEvents } from '#features/audit-log/store.ts';
import { statement } from '#platform/database/statement.ts';
import { bearer, describeApp, type OpenApp, type TestAccount, type TestApp } from '#test/test-app.ts';

const password = 'a good long password';
const day = 24 * 3600;

type Invitation = { id: string; url: string; email: string | null; role: string; mailed: boolean; expires_at: string };

const signedIn = async (app: TestApp, account: TestAccount): Promise<Record<string, string>> =>
  bearer((await app.signIn(account)).json<{ access_token: string }>().access_token);
const asAdmin = async (app: TestApp) => signedIn(app, await app.givenAccount({ role: 'admin' }));
const tokenOf = (text: string): string => /invitation#token=([\w-]{43})/.exec(text)?.[1] ?? '';

async function givenInvitation(app: TestApp, body: object = {}): Promise<Invitation & { token: string }> {
  const answer = await app.post('/api/invitations', body, await asAdmin(app));
  expect(answer.statusCode).toBe(201);
  const invitation = answer.json<Invitation>();
  return { ...invitation, token: tokenOf(invitation.url) };
}
const signUp = (app: TestApp, email: string, invitation?: string) =>
  app.post('/api/auth/sign-up', { email, password, ...(invitation !== undefined && { invitation }) });
const codeOf = (answer: Awaited<ReturnType<TestApp['post']>>) => [answer.statusCode, answer.json().code];
const openInvited = (open: OpenApp, settings: Record<string, string> = {}) => open({ SIGN_UP: 'invite', ...settings });

describeApp('an invitation', (open) => {
  test.each(['invite', 'closed'])('opens a sign-up that is %s, once', async (mode) => {
    const app = await open({ SIGN_UP: mode });
    expect(codeOf(await signUp(app, 'ann@example.com'))).toEqual([403, 'sign_up_closed']);
    const { token } = await givenInvitation(app);
    const answer = await signUp(app, 'ann@example.com', token);
    expect(answer.statusCode).toBe(201);
    expect(answer.json().account).toMatchObject({ role: 'user', email_verified: false });
    expect(codeOf(await signUp(app, 'bob@example.com', token))).toEqual([400, 'invalid_token']);
  });

  test('gives the role it was made for, whatever else is sent (I2)', async () => {
    const app = await openInvited(open);
    const { token } = await givenInvitation(app, { role: 'moderator' });
    const body = { email: 'ann@example.com', password, invitation: token };
    expect((await app.post('/api/auth/sign-up', { ...body, role: 'admin' })).statusCode).toBe(422);
    expect((await app.post('/api/auth/sign-up', body)).json().account.role).toBe('moderator');
  });

  test('with an address is mailed, is good for that address only, and confirms it when it came by mail', async () => {
    const app = await openInvited(open, { SIGN_UP_DOMAINS: 'inside.example' });
    const invitation = await givenInvitation(app, { email: 'Ann@Outside.example' });
    expect(invitation).toMatchObject({ email: 'Ann@Outside.example', mailed: true });
    const [mail] = await app.mails();
    expect(mail?.to).toContain('Ann@outside.example');
    const mailed = tokenOf(mail?.text ?? '');
    expect(mailed).toHaveLength(43);
    expect(mailed).not.toBe(invitation.token);

    const other = await signUp(app, 'bob@inside.example', mailed);
    expect(other.json().errors).toMatchObject([{ field: 'email', code: 'not_invited' }]);
    const answer = await signUp(app, 'ann@outside.example', mailed);
    expect(answer.json().account).toMatchObject({ email_verified: true });
    expect((await app.signIn({ id: '', email: 'ann@outside.example', password })).statusCode).toBe(200);
    expect(codeOf(await signUp(app, 'ann@outside.example', invitation.token))).toEqual([400, 'invalid_token']);
  });

  test('whose link the administrator has seen confirms no address: its mailbox was not shown', async () => {
    const app = await openInvited(open);
    const { token } = await givenInvitation(app, { email: 'ann@example.com' });
    expect((await signUp(app, 'ann@example.com', token)).json().account.email_verified).toBe(false);
    expect((await app.mails()).map(({ subject }) => subject)).toHaveLength(2);
  });

  test('without an address keeps to the allowed domains', async () => {
    const app = await openInvited(open, { SIGN_UP_DOMAINS: 'inside.example' });
    const { token } = await givenInvitation(app);
    expect(codeOf(await signUp(app, 'ann@outside.example', token))).toEqual([422, 'domain_not_allowed']);
    expect((await signUp(app, 'ann@inside.example', token)).statusCode).toBe(201);
  });

  test('C2: shown by fifty at once it makes one account', async () => {
    const app = await openInvited(open);
    const { token } = await givenInvitation(app, { role: 'moderator' });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, number) => signUp(app, `person-${number}@example.com`, token)),
    );
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400)).toHaveLength(49);
    const count = statement<Record<never, never>, { n: number }>(
      'test.invited',
      "SELECT count(*) AS n FROM accounts WHERE email LIKE 'person-%@example.com' AND role = 'moderator'",
    );
    expect(Number((await app.database.read.first(count, {}))?.n)).toBe(1);
  });

  test('C7: is dead a second after its time', async () => {
    const app = await openInvited(open);
    const { token } = await givenInvitation(app, { expires_in: 3600 });
    await app.clock.wind({ seconds: 3601 });
    expect(codeOf(await signUp(app, 'ann@example.com', token))).toEqual([400, 'invalid_token']);
  });

  test('C8: of two for one address only the newer works', async () => {
    const app = await openInvited(open);
    const older = await givenInvitation(app, { email: 'ann@example.com' });
    const newer = await givenInvitation(app, { email: 'ANN@example.com' });
    expect(codeOf(await signUp(app, 'ann@example.com', older.token))).toEqual([400, 'invalid_token']);
    expect((await signUp(app, 'ann@example.com', newer.token)).statusCode).toBe(201);
  });

  test('that was taken back is dead, and cannot be taken back twice', async () => {
    const app = await openInvited(open);
    const { id, token } = await givenInvitation(app);
    const headers = await asAdmin(app);
    const revoke = () => app.inject({ method: 'DELETE', url: `/api/invitations/${id}`, headers });
    expect((await revoke()).statusCode).toBe(204);
    expect(codeOf(await revoke())).toEqual([404, 'not_found']);
    expect(codeOf(await signUp(app, 'ann@example.com', token))).toEqual([400, 'invalid_token']);
  });

  test('dies with the power of whoever made it: no way back in for one who was demoted or suspended', async () => {
    const app = await openInvited(open);
    const admin = await app.givenAccount({ role: 'admin' });
    const answer = await app.post('/api/invitations', { role: 'admin' }, await signedIn(app, admin));
    const token = tokenOf(answer.json<Invitation>().url);
    const demote = statement<{ id: string }>('test.demote', "UPDATE accounts SET role = 'user' WHERE id = :id");
    await app.database.write.change(demote, { id: admin.id });
    expect(codeOf(await signUp(app, 'ann@example.com', token))).toEqual([400, 'invalid_token']);
  });

  test('C1: its token is good nowhere else, and no other token is an invitation', async () => {
    const app = await openInvited(open);
    const { token } = await givenInvitation(app);
    expect(codeOf(await app.post('/api/auth/verify-email', { token }))).toEqual([400, 'invalid_token']);
    expect(codeOf(await app.post('/api/auth/password-reset', { token, password }))).toEqual([400, 'invalid_token']);
    expect((await app.get('/api/account', bearer(token))).statusCode).toBe(401);
    const account = await app.givenAccount();
    await app.post('/api/auth/password-reset/request', { email: account.email });
    const reset = /reset-password#token=([\w-]{43})/.exec((await app.mails())[0]?.text ?? '')?.[1];
    expect(codeOf(await signUp(app, 'ann@example.com', reset))).toEqual([400, 'invalid_token']);
    for (const bad of ['', 'x', '\0', 'é'.repeat(500)])
      expect((await signUp(app, 'ann@example.com', bad)).statusCode).toBe(400);
  });

  test('where sign-up is silent, one that came by mail tells its reader how it went', async () => {
    const app = await openInvited(open, { SIGN_UP_DISCLOSURE: 'silent' });
    const { token } = await givenInvitation(app, { email: 'ann@example.com' });
    const mailed = tokenOf((await app.mails())[0]?.text ?? '');
    expect((await signUp(app, 'ann@example.com', mailed)).statusCode).toBe(201);
    const other = await givenInvitation(app);
    expect((await signUp(app, 'bob@example.com', other.token)).statusCode).toBe(202);
    expect(token).not.toBe(mailed);
  });

  test('an address that has an account is not invited', async () => {
    const app = await openInvited(open);
    const account = await app.givenAccount();
    const answer = await app.post('/api/invitations', { email: account.email }, await asAdmin(app));
    expect(codeOf(answer)).toEqual([409, 'email_taken']);
  });

  test.each([
    [{ email: 'not an address' }, 'email', 'invalid_email'],
    [{ role: 'owner' }, 'role', 'invalid_value'],
    [{ expires_in: 0 }, 'expires_in', 'too_short'],
    [{ expires_in: 31 * day }, 'expires_in', 'too_long'],
    [{ expires_in: '3600' }, 'expires_in', 'invalid_type'],
    [{ uses: 5 }, 'uses', 'unknown_field'],
  ])('what cannot be read is refused by its field (%j)', async (body, field, code) => {
    const app = await openInvited(open);
    const answer = await app.post('/api/invitations', body, await asAdmin(app));
    expect([answer.statusCode, answer.json().errors]).toEqual([422, [expect.objectContaining({ field, code })]]);
  });

  test('the list tells who is expected and who came, without a link (I5)', async () => {
    const app = await openInvited(open);
    const { token, id } = await givenInvitation(app, { email: 'ann@example.com' });
    await givenInvitation(app);
    await signUp(app, 'ann@example.com', token);
    const headers = await asAdmin(app);
    const first = (await app.get('/api/invitations?limit=1', headers)).json();
    const second = (await app.get(`/api/invitations?limit=1&cursor=${first.next_cursor}`, headers)).json();
    expect(second.next_cursor).toBeNull();
    const account = await findAccountByEmail(app.database.read, 'ann@example.com');
    const mine = [...first.items, ...second.items].find((item) => item.id === id);
    expect(mine).toMatchObject({ email: 'ann@example.com', role: 'user', account_id: account?.id });
    expect(Object.keys(mine).toSorted()).toEqual(
      ['accepted_at', 'account_id', 'created_at', 'email', 'expires_at', 'id', 'invited_by', 'role'].toSorted(),
    );
    const other = await asAdmin(app);
    expect(codeOf(await app.get(`/api/invitations?cursor=${first.next_cursor}`, other))).toEqual([
      400,
      'invalid_cursor',
    ]);
  });

  test('I4: only administrators make, list and take back invitations', async () => {
    const app = await openInvited(open);
    const { id } = await givenInvitation(app);
    const calls = [
      { method: 'POST', url: '/api/invitations', payload: {} },
      { method: 'GET', url: '/api/invitations' },
      { method: 'DELETE', url: `/api/invitations/${id}` },
    ] as const;
    for (const call of calls) expect((await app.inject(call)).statusCode).toBe(401);
    for (const role of ['user', 'moderator'] as const) {
      const headers = await signedIn(app, await app.givenAccount({ role }));
      for (const call of calls) expect((await app.inject({ ...call, headers })).statusCode).toBe(403);
    }
  });

  test('N4: each is in the audit log, by whom it was made and for which account it was used', async () => {
    const app = await openInvited(open);
    const { id, token } = await givenInvitation(app, { role: 'moderator' });
    const { account } = (await signUp(app, 'ann@example.com', token)).json();
    const [created] = await listAuditEvents(app.database.read, account.id, 10);
    expect(created).toMatchObject({ type: 'account_created' });
    expect(JSON.parse(created?.details ?? '')).toEqual({ invitation_id: id, role: 'moderator' });
    const log = (await app.get('/api/audit-events?type=invitation_created', await asAdmin(app))).json();
    expect(log.items).toMatchObject([{ account_id: null, details: { invitation_id: id, role: 'moderator' } }]);
    expect(log.items[0].actor_id).not.toBeNull();
  });

  test('C13: the database holds digests of its tokens only', async () => {
    const app = await openInvited(open);
    const { token } = await givenInvitation(app, { email: 'ann@example.com' });
    const all = statement<Record<never, never>, Record<string, unknown>>('test.all', 'SELECT * FROM invitations');
    const rows = await app.database.read.all(all, {});
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows).toHaveLength(1);
  });

  test('too many in an hour are refused', async () => {
    const app = await openInvited(open);
    const headers = await asAdmin(app);
    for (let count = 0; count < 200; count += 1)
      expect((await app.post('/api/invitations', {}, headers)).statusCode).toBe(201);
    const answer = await app.post('/api/invitations', {}, headers);
    expect(codeOf(answer)).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});
