import { expect, it, vi } from 'vitest';
import { DatabaseUnavailable } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { Exchange } from '#platform/http/route.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { type Caller, signedIn, withRole } from './guard.ts';
import { signOut } from './sign-out.ts';
import { findSession } from './store.ts';

const exchangeWith = (authorization: string): Exchange =>
  ({ request: { headers: { authorization } } }) as unknown as Exchange;
const admit = (app: TestApp, { accessToken }: GivenSession, scheme = 'Bearer'): Caller | Promise<Caller> =>
  signedIn(app.app.context).admit(exchangeWith(`${scheme} ${accessToken}`));

describeApp('whoever shows an access token that was seen before', (open) => {
  it('is admitted at once, without a promise and without a question to the database', async () => {
    const app = await open();
    const session = await givenSession(app);
    const first = await admit(app, session);
    const again = admit(app, session);
    expect(again).not.toBeInstanceOf(Promise);
    expect(again).toEqual(first);
  });

  it('P3: goes the long way where the node does not know what was revoked lately, and is refused where it cannot know', async () => {
    const app = await open();
    const session = await givenSession(app);
    await admit(app, session);
    const { context } = app.app;
    const isFresh = vi.spyOn(context.revocations, 'isFresh').mockReturnValue(false);
    const refresh = vi.spyOn(context.revocations, 'refresh').mockRejectedValue(new Error('away'));
    await expect(Promise.resolve(admit(app, session))).rejects.toThrow('away');
    refresh.mockResolvedValue();
    await admit(app, session);
    expect(refresh).toHaveBeenCalledTimes(2);
    isFresh.mockReturnValue(true);
    expect(admit(app, session)).not.toBeInstanceOf(Promise);
  });

  it('D2: is not admitted by it under another scheme, as long as its name may be', async () => {
    const app = await open();
    const session = await givenSession(app);
    await admit(app, session);
    await expect(Promise.resolve(admit(app, session, 'Digest'))).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  it('proves by it that its refresh token has arrived, once it is older than a grace', async () => {
    const app = await open();
    const session = await givenSession(app);
    const provedAt = async () => (await findSession(app.database.read, session.sessionId))?.proved_at;
    await admit(app, session);
    expect(await provedAt()).toBeNull();
    await app.clock.wind({ seconds: 61 });
    expect(admit(app, session)).not.toBeInstanceOf(Promise);
    await expect.poll(provedAt).not.toBeNull();
  });

  it('is told in the document what is asked for', async () => {
    const { context } = (await open()).app;
    expect(signedIn(context)).toMatchObject({ name: 'signed in', security: 'session' });
    const guard = withRole(context, 'moderator', 'admin');
    expect(guard).toMatchObject({
      name: 'role moderator or admin',
      security: 'session',
      roles: ['moderator', 'admin'],
    });
  });
});

describeApp('whoever is let in', (open) => {
  type Shown = { authorization?: string; cookie?: string };
  const show = async (app: TestApp, shown: Shown, context = app.app.context): Promise<Caller> =>
    signedIn(context).admit({
      request: { headers: shown, ip: '127.0.0.1', id: 'r' },
      reply: { header: () => {} },
    } as unknown as Exchange);

  it('P4: has an account that says so too, also where the list of revocations says nothing yet', async () => {
    const app = await open();
    const session = await givenSession(app);
    const authorization = `Bearer ${session.accessToken}`;
    const { account } = await show(app, { authorization });
    const { context } = app.app;
    vi.spyOn(context.accounts, 'recall').mockReturnValue(undefined);
    const find = vi.spyOn(context.accounts, 'find');
    for (const found of [
      undefined,
      { ...account, status: 'suspended' as const },
      { ...account, epoch: account.epoch + 1 },
    ]) {
      find.mockResolvedValue(found);
      await expect(show(app, { authorization })).rejects.toMatchObject({ code: 'session_ended' });
    }
    find.mockResolvedValue(account);
    expect(await show(app, { authorization })).toMatchObject({ accountId: account.id });
  });

  it('is not let in by what was planted beside an expired token, nor by it alone, and hears what to do', async () => {
    const app = await open();
    const session = await givenSession(app);
    await app.clock.wind({ seconds: 901 });
    const authorization = `Bearer ${session.accessToken}`;
    const planted = `${session.names.refresh}=planted`;
    await expect(show(app, { authorization, cookie: planted })).rejects.toMatchObject({ code: 'invalid_token' });
    await expect(show(app, { cookie: planted })).rejects.toMatchObject({ code: 'not_signed_in' });
  });

  it('is told that the session has ended with a challenge (RFC 6750 §3), where it is renewed by a cookie as well', async () => {
    const app = await open();
    const { accessToken, refreshCookie } = await givenSession(app, { transport: 'cookie' });
    const facts = { requestId: 'r', ip: '192.0.2.9', network: '192.0.2.9', userAgent: null };
    await signOut(app.app.context, { bearer: accessToken, accessCookie: null, refreshCookie: null }, null, facts);
    await expect(show(app, { cookie: refreshCookie })).rejects.toMatchObject({
      code: 'session_ended',
      details: { headers: { 'www-authenticate': expect.stringContaining('The session has ended') } },
    });
  });

  it('P9: hears of a database that is away as what it is, and not of a sign-in that is not good', async () => {
    const app = await open();
    const { refreshCookie } = await givenSession(app, { transport: 'cookie' });
    const away = new DatabaseUnavailable(new Error('away'));
    const first = () => Promise.reject(away);
    const database = { ...app.app.context.database, write: { ...app.database.write, first } };
    await expect(show(app, { cookie: refreshCookie }, { ...app.app.context, database })).rejects.toBe(away);
    const busy = new Problem('overloaded', { retryAfterSeconds: 1 });
    database.write.first = () => Promise.reject(busy);
    await expect(show(app, { cookie: refreshCookie }, { ...app.app.context, database })).rejects.toBe(busy);
  });

  it('asks what was revoked lately where the node does not know, and only there', async () => {
    const app = await open();
    const { context } = app.app;
    const refresh = vi.spyOn(context.revocations, 'refresh');
    await show(app, { authorization: `Bearer ${(await givenSession(app)).accessToken}` });
    expect(refresh).not.toHaveBeenCalled();
    vi.spyOn(context.revocations, 'isFresh').mockReturnValue(false);
    await show(app, { authorization: `Bearer ${(await givenSession(app)).accessToken}` });
    expect(refresh).toHaveBeenCalledOnce();
  });

  it('is renewed by the refresh cookie where only the key of the access token was revoked; a Bearer token is refused', async () => {
    const app = await open();
    const { context } = app.app;
    const session = await givenSession(app, { transport: 'cookie' });
    vi.spyOn(context.revocations, 'revokedBy').mockReturnValue('key');
    const access = `${session.names.access}=${session.accessToken}`;
    await expect(show(app, { authorization: `Bearer ${session.accessToken}` })).rejects.toMatchObject({
      code: 'invalid_token',
    });
    expect(await show(app, { cookie: session.cookies })).toMatchObject({ sessionId: session.sessionId });
    await expect(show(app, { cookie: access })).rejects.toMatchObject({ code: 'invalid_token' });
  });

  it('hears which role it needs, and is let in with any of them', async () => {
    const app = await open();
    const { context } = app.app;
    const authorization = `Bearer ${(await givenSession(app)).accessToken}`;
    const exchange = { request: { headers: { authorization } } } as unknown as Exchange;
    await expect(Promise.resolve(withRole(context, 'moderator', 'admin').admit(exchange))).rejects.toMatchObject({
      code: 'forbidden',
      details: { detail: 'This needs the role moderator or admin.' },
    });
    expect(await withRole(context, 'user', 'admin').admit(exchange)).toHaveProperty('accountId');
  });
});
