import { describe, expect, it, vi } from 'vitest';
import { clockToleranceSeconds } from '#features/access-tokens/parse-claims.ts';
import { statement } from '#platform/database/statement.ts';
import { openCommandLine } from '#test/command-line.ts';
import { bearer, type TestApp } from '#test/test-app.ts';

type Rotated = { kid: string; retired: string[]; revoked: string[] };
const events = statement<Record<never, never>, { type: string }>(
  'test.key_events',
  "SELECT type FROM audit_events WHERE type LIKE 'signing_key%' ORDER BY created_at, type",
);
const lifetimes = statement<Record<never, never>, { lifetime: number }>(
  'test.key_revocations',
  "SELECT expires_at - revoked_at AS lifetime FROM revocations WHERE kind = 'key'",
);

const publishedKids = async (app: TestApp): Promise<string[]> =>
  (await app.get('/.well-known/jwks.json')).json<{ keys: { kid: string }[] }>().keys.map(({ kid }) => kid);
const kidOf = (token: string): string => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;
const statusWith = async (app: TestApp, token: string): Promise<number> =>
  (await app.get('/api/account', bearer(token))).statusCode;

async function given() {
  const line = openCommandLine();
  const app = await line.serve();
  const tokens = (await app.signIn(await app.givenAccount())).json<{ access_token: string; refresh_token: string }>();
  expect(await statusWith(app, tokens.access_token)).toBe(200);
  return { ...line, app, ...tokens };
}

describe('keys rotate', () => {
  it('publishes a new key beside the old one, whose tokens stay good', async () => {
    const { json, app, access_token } = await given();
    const [old = ''] = await publishedKids(app);
    const rotated = await json<Rotated>('keys rotate');
    expect(rotated).toEqual({ exitCode: 0, kid: rotated.kid, retired: [old], revoked: [] });
    await vi.waitFor(async () => expect(await publishedKids(app)).toEqual([old, rotated.kid]), 5000);
    expect(await statusWith(app, access_token)).toBe(200);
    const types = (await app.database.read.all(events, {})).map(({ type }) => type);
    expect(types).toEqual(['signing_key_created', 'signing_key_rotated']);
  });

  it('--revoke-old: tokens of a leaked key are refused by a running service, and a refresh brings a new one', async () => {
    const { json, app, access_token, refresh_token } = await given();
    const earlier = await json<Rotated>('keys rotate');
    const rotated = await json<Rotated>('keys rotate --revoke-old');
    expect(rotated).toEqual({
      exitCode: 0,
      kid: rotated.kid,
      retired: [],
      revoked: expect.arrayContaining([kidOf(access_token), earlier.kid]),
    });
    await vi.waitFor(async () => {
      expect(await statusWith(app, access_token)).toBe(401);
      expect(await publishedKids(app)).toEqual([rotated.kid]);
    }, 5000);

    const refreshed = (await app.post('/api/auth/refresh', { refresh_token })).json<{ access_token: string }>();
    expect(kidOf(refreshed.access_token)).toBe(rotated.kid);
    expect(await statusWith(app, refreshed.access_token)).toBe(200);
    const types = (await app.database.read.all(events, {})).map(({ type }) => type);
    expect(types.filter((type) => type === 'signing_key_revoked')).toHaveLength(2);
  });

  it('--revoke-old: the revocation outlives a token that a thief dated ahead as far as it is believed', async () => {
    const { json, app } = await given();
    await json('keys rotate --revoke-old');
    const { accessTokenSeconds } = app.app.context.config;
    const [revocation] = await app.database.read.all(lifetimes, {});
    expect(revocation?.lifetime).toBeGreaterThan((accessTokenSeconds + clockToleranceSeconds) * 1000);
  });

  it('says what a revocation means for others', async () => {
    const { run } = await given();
    const { out } = await run('keys rotate --revoke-old');
    expect(out).toMatch(/Nobody is signed out/);
    expect(out).toMatch(/APIs of yours .* restart them/s);
  });
});
