import { expect, it, vi } from 'vitest';
import type { Exchange } from '#platform/http/route.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { type Caller, signedIn, withRole } from './guard.ts';
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
