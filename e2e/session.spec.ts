import type { Page } from '@playwright/test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, test } from './equipment/browser-test.ts';
import { cookieNamed } from './equipment/cookies.ts';
import { signInByForm } from './equipment/forms.ts';
import { expectPage } from './equipment/heading.ts';
import { accessTokenSeconds, shortTokens } from './equipment/short-tokens.ts';

test.use({ settings: shortTokens });

/** Asks for the account so many times at once, from the page itself; the statuses of the answers. */
function askAtOnce(page: Page, times: number): Promise<number[]> {
  return page.evaluate(
    (count) =>
      Promise.all(
        Array.from({ length: count }, async () => (await fetch('api/account', { credentials: 'same-origin' })).status),
      ),
    times,
  );
}

test('two tabs whose access token has expired ask at once and stay signed in', async ({ page, context, people }) => {
  await people.signIn(page, await people.make());
  const refreshTokens = new Set([await cookieNamed(context, 'refresh_token')]);
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto('account');
    await expectPage(tab, 'Profile');
  }
  for (let round = 0; round < 2; round += 1) {
    await expect.poll(() => cookieNamed(context, 'access_token')).toBeNull();
    const answers = await Promise.all([askAtOnce(page, 8), askAtOnce(other, 8)]);
    expect(answers.flat()).toEqual(Array.from({ length: 16 }, () => 200));
    refreshTokens.add(await cookieNamed(context, 'refresh_token'));
  }
  // The first expiry rotated, once for all sixteen; the second fell within the grace.
  expect(refreshTokens.size).toBe(2);
  for (const tab of [page, other]) {
    await tab.reload();
    await expectPage(tab, 'Profile');
  }
});

test('a page that has lost its access token and is asked many things makes at most one exchange', async ({
  page,
  context,
  people,
}) => {
  await people.signIn(page, await people.make());
  await page.goto('account');
  await expectPage(page, 'Profile');
  await expect.poll(() => cookieNamed(context, 'access_token')).toBeNull();
  const exchanges: string[] = [];
  context.on('request', (request) => {
    if (request.url().endsWith('/api/auth/refresh')) exchanges.push(request.url());
  });
  const others = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all([page.goto('account/devices'), ...others.map((tab) => tab.goto('account'))]);
  await expectPage(page, 'Devices');
  await expect(page.getByText('In use now')).toBeVisible();
  for (const tab of others) await expectPage(tab, 'Profile');
  expect(exchanges.length).toBeLessThanOrEqual(1);
});

test('an access token that was planted is renewed by the refresh token beside it', async ({
  page,
  context,
  people,
  service,
}) => {
  await people.signIn(page, await people.make());
  await context.addCookies([{ name: 'access_token', value: 'not.a.token', url: service.url, httpOnly: true }]);
  await page.goto('account');
  await expectPage(page, 'Profile');
});

test('a sign-out in one tab is seen in the other at once', async ({ page, context, people }) => {
  await people.signIn(page, await people.make());
  const other = await context.newPage();
  await page.goto('account');
  await other.goto('account/devices');
  await expect(other.getByText('In use now')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(page, 'Sign in');
  await expectPage(other, 'Sign in');
  expect(new URL(other.url()).searchParams.get('return_to')).toBe('/account/devices');
});

test('a sign-in in one tab is seen in the other, and nothing of the person before remains', async ({
  page,
  context,
  people,
}) => {
  const [first, second] = [await people.make(), await people.make()];
  const other = await context.newPage();
  await other.goto('account/devices');
  await expectPage(other, 'Sign in');
  await page.goto('sign-in');
  await signInByForm(page, first);
  await expectPage(page, 'Profile');
  await expectPage(other, 'Devices');
  await expect(other.getByText(first.email)).toBeVisible();

  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectPage(other, 'Sign in');
  await signInByForm(page, second);
  await expectPage(page, 'Profile');
  await expect(other.getByText(second.email).first()).toBeVisible();
  await expect(other.getByText(first.email)).toHaveCount(0);
});

test('a sign-in ends the session whose cookie it carries', async ({ page, context, people }) => {
  const person = await people.make();
  await people.signIn(page, person);
  const before = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  await people.signIn(page, person);
  await page.goto('account/devices');
  await expect(page.getByText('You are signed in on this device only.')).toBeVisible();
  const old = await fetch(new URL('/api/account', page.url()), { headers: { cookie: before } });
  expect(old.status).toBe(401);
});

test('an access token taken over the API verifies against the JWK Set with issuer, audience and type', async ({
  people,
  service,
}) => {
  const person = await people.make();
  const answer = await fetch(`${service.url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: person.email, password: person.password }),
  });
  const tokens = (await answer.json()) as { access_token: string; session_id: string; account: { id: string } };
  const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
  const required = { issuer: service.url, audience: service.url, typ: 'at+jwt', algorithms: ['ES256'] };
  const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys, required);
  expect(payload).toMatchObject({
    sub: tokens.account.id,
    sid: tokens.session_id,
    client_id: 'portress',
    role: 'user',
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(accessTokenSeconds);
  expect(protectedHeader.kid).toEqual(expect.any(String));
  await expect(jwtVerify(tokens.access_token, keys, { ...required, audience: 'somebody-else' })).rejects.toThrow(/aud/);
  await expect(jwtVerify(tokens.access_token, keys, { ...required, issuer: 'https://evil.example' })).rejects.toThrow(
    /iss/,
  );
  const [head, body] = tokens.access_token.split('.');
  await expect(jwtVerify(`${head}.${body}.${'A'.repeat(86)}`, keys, required)).rejects.toThrow(/signature/);
});
