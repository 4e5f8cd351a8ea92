import { expect, it, vi } from 'vitest';
import { advanceEpoch } from '#features/accounts/store.ts';
import { Problem } from '#platform/errors.ts';
import { type GivenSession, givenSession } from '#test/cases/given-session.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { mintRefreshToken } from './refresh-token.ts';
import { reseedSession } from './reseed-session.ts';
import { signOut } from './sign-out.ts';
import { findSession } from './store.ts';

const facts = { requestId: 'r', ip: '192.0.2.9', network: '192.0.2.9', userAgent: null };
type Shown = { bearer?: string; accessCookie?: string; refreshCookie?: string; body?: string };

const alter = (token: string): string =>
  `${token.slice(0, -6)}${token.slice(-6, -3) === 'AAA' ? 'BBB' : 'AAA'}${token.slice(-3)}`;

/** @returns 204, or the code of what it was refused with */
async function show(app: TestApp, { bearer, accessCookie, refreshCookie, body }: Shown): Promise<number | string> {
  const presented = {
    bearer: bearer ?? null,
    accessCookie: accessCookie ?? null,
    refreshCookie: refreshCookie ?? null,
  };
  try {
    await signOut(app.app.context, presented, body ?? null, facts);
    return 204;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}
const endOf = async (app: TestApp, { sessionId }: GivenSession) =>
  (await findSession(app.database.read, sessionId))?.ended_reason ?? null;

describeApp('signing out', (open) => {
  it('E11: any one token of the session will do, and twice is fine', async () => {
    const app = await open();
    const ways: ((session: GivenSession) => Shown)[] = [
      ({ accessToken }) => ({ bearer: accessToken }),
      ({ accessToken }) => ({ accessCookie: accessToken }),
      ({ refreshToken }) => ({ refreshCookie: refreshToken }),
      ({ refreshToken }) => ({ body: refreshToken }),
      ({ accessToken, refreshToken }) => ({ bearer: accessToken, refreshCookie: refreshToken }),
    ];
    for (const way of ways) {
      const session = await givenSession(app);
      const bystander = await givenSession(app);
      expect(await show(app, way(session))).toBe(204);
      expect(await endOf(app, session)).toBe('signed_out');
      expect(app.app.context.revocations.revokedBy({ sid: session.sessionId, sub: '', epoch: 0, kid: '' })).toBe(
        'session',
      );
      expect(await show(app, way(session))).toBe(204);
      expect(await endOf(app, bystander)).toBeNull();
    }
  });

  it('a token in the header and one in the body are too many, and nothing ends', async () => {
    const app = await open();
    const [one, two] = [await givenSession(app), await givenSession(app)];
    expect(await show(app, { bearer: one.accessToken, body: two.refreshToken })).toBe('invalid_request');
    expect(await show(app, { accessCookie: one.accessToken, body: two.refreshToken })).toBe(204);
    expect([await endOf(app, one), await endOf(app, two)]).toEqual([null, 'signed_out']);
    const both = { bearer: one.accessToken, accessCookie: null, refreshCookie: null };
    await expect(signOut(app.app.context, both, one.refreshToken, facts)).rejects.toMatchObject({
      details: { detail: expect.stringMatching(/not in both/) },
    });
  });

  it('P3: is felt on this node before it is answered, and hears of itself from nobody', async () => {
    const app = await open();
    const { sessionId, accessToken } = await givenSession(app);
    const publish = vi.fn();
    const shown = { bearer: accessToken, accessCookie: null, refreshCookie: null };
    await signOut({ ...app.app.context, revocations: { publish } }, shown, null, facts);
    expect(publish.mock.calls).toMatchObject([[[{ kind: 'session', subject_id: sessionId }]]]);
  });

  it('a second time with a mangled refresh cookie beside it is as fine as the first', async () => {
    const app = await open();
    const { accessToken, refreshToken } = await givenSession(app);
    expect(await show(app, { bearer: accessToken })).toBe(204);
    expect(await show(app, { bearer: accessToken, refreshCookie: alter(refreshToken) })).toBe(204);
  });

  it('an expired access token leaves it to the refresh cookie; a forged Bearer spoils everything beside it', async () => {
    const app = await open();
    const session = await givenSession(app);
    const { refreshToken: refreshCookie } = session;
    const forged = alter(session.accessToken);
    expect(await show(app, { bearer: forged, refreshCookie })).toBe('invalid_token');
    expect(await endOf(app, session)).toBeNull();
    await app.clock.wind({ seconds: 901 });
    expect(await show(app, { bearer: session.accessToken })).toBe('invalid_token');
    expect(await endOf(app, session)).toBeNull();
    expect(await show(app, { bearer: session.accessToken, refreshCookie })).toBe(204);
    expect(await endOf(app, session)).toBe('signed_out');
    const another = await givenSession(app);
    // A cookie that is not ours may have been planted: it counts as absent.
    expect(await show(app, { accessCookie: forged, refreshCookie: another.refreshToken })).toBe(204);
    expect(await endOf(app, another)).toBe('signed_out');
  });

  it('without a token of ours it is refused, each in its own words', async () => {
    const app = await open();
    const { refreshToken, accessToken } = await givenSession(app);
    expect(await show(app, {})).toBe('not_signed_in');
    expect(await show(app, { accessCookie: alter(accessToken) })).toBe('invalid_token');
    expect(await show(app, { body: alter(refreshToken) })).toBe('invalid_refresh_token');
    expect(await show(app, { refreshCookie: alter(refreshToken) })).toBe('invalid_refresh_token');
  });

  it('E14: a token from before a new password ends nothing, unless the new cookie of the same session came along', async () => {
    const app = await open();
    const session = await givenSession(app);
    const stranger = await givenSession(app);
    const { context } = app.app;
    const {
      seed,
      generation,
      key_id: keyId,
    } = await app.database.transaction(async (transaction) => {
      const epoch = (await advanceEpoch(transaction, session.account.id)) ?? expect.fail('no account');
      return reseedSession(context, transaction, { id: session.sessionId, account: { id: session.account.id, epoch } });
    });
    const refreshCookie = mintRefreshToken(context.secrets, { seed, sessionId: session.sessionId, generation, keyId });
    expect(await show(app, { bearer: session.accessToken })).toBe(204);
    expect(await show(app, { bearer: session.accessToken, refreshCookie: session.refreshToken })).toBe(204);
    expect(await show(app, { bearer: session.accessToken, refreshCookie: stranger.refreshToken })).toBe(204);
    expect([await endOf(app, session), await endOf(app, stranger)]).toEqual([null, null]);
    expect(await show(app, { bearer: session.accessToken, refreshCookie })).toBe(204);
    expect(await endOf(app, session)).toBe('signed_out');
  });

  it('once ended by its access token, the refresh cookie of another session that came along goes on', async () => {
    const app = await open();
    const [one, two] = [await givenSession(app), await givenSession(app)];
    expect(await show(app, { accessCookie: one.accessToken, refreshCookie: two.refreshToken })).toBe(204);
    expect([await endOf(app, one), await endOf(app, two)]).toEqual(['signed_out', null]);
  });
});
