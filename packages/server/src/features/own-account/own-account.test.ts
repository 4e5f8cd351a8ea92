import { expect, test } from 'vitest';
import { bearer, describeApp } from '#test/test-app.ts';

describeApp('the own account', (open) => {
  test('M13: is answered to whoever is signed in, and holds nothing but what it should', async () => {
    const app = await open();
    const account = await app.givenAccount({ username: 'ann' });
    const { access_token } = (await app.signIn(account)).json();
    const answer = await app.get('/api/account', bearer(access_token));
    expect(answer.statusCode).toBe(200);
    expect(Object.keys(answer.json()).toSorted()).toEqual(
      [
        'id',
        'email',
        'email_verified',
        'username',
        'first_name',
        'last_name',
        'role',
        'status',
        'avatar_url',
        'locale',
        'time_zone',
        'country',
        'created_at',
        'updated_at',
      ].toSorted(),
    );
    expect(answer.json()).toMatchObject({
      id: account.id,
      email: account.email,
      username: 'ann',
      email_verified: true,
    });
  });

  test('M13: without a sign-in it is 401 with WWW-Authenticate: Bearer', async () => {
    const app = await open();
    const answer = await app.get('/api/account');
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'not_signed_in']);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });
});
