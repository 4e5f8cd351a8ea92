import { expect, test } from 'vitest';
import { givenSession } from '#test/cases/given-session.ts';
import { bearer, describeApp } from '#test/test-app.ts';
import { contacts } from './app.ts';
import type { ContactOnWire } from './contact-on-wire.ts';
import { parsePhone } from './phone.ts';

describeApp('sample contacts', (open) => {
  test('are thirty people in three scripts, with birthdays before, inside and after the next week', async () => {
    const app = await open();
    for (const seed of [1, 2, 20_261_126]) {
      const { account, accessToken } = await givenSession(app);
      expect(await contacts.giveSamples(app.app.context, { accountId: account.id, seed })).toEqual({ contacts: 30 });
      const get = async (url: string): Promise<ContactOnWire[]> =>
        (await app.get(url, bearer(accessToken))).json().items;
      const all = await get('/api/contacts?limit=100');
      expect(all).toHaveLength(30);
      const names = all.map(({ first_name }) => first_name).join('');
      for (const script of [/\p{Script=Latin}/u, /[ґєії]/iu, /\p{Script=Georgian}/u])
        expect(names + JSON.stringify(all)).toMatch(script);
      expect(all.filter(({ favorite }) => favorite).length).toBeGreaterThan(3);
      for (const field of ['email', 'phone', 'birthday', 'notes', 'last_name'] as const) {
        expect([field, all.some((one) => one[field] === null)]).toEqual([field, true]);
        expect([field, all.filter((one) => one[field] !== null).length > 5]).toEqual([field, true]);
      }
      expect(all.some(({ birthday }) => birthday?.startsWith('--'))).toBe(true);
      for (const { phone } of all) if (phone !== null) expect(parsePhone(phone, null)).toEqual({ phone });
      const week = await get('/api/contacts/birthdays?days=7&limit=100');
      const year = await get('/api/contacts/birthdays?days=366&limit=100');
      expect(week).toHaveLength(8);
      expect(year).toHaveLength(22);
    }
  });

  test('the same seed gives the same, a second time nothing, and what was changed or has an address stays', async () => {
    const app = await open();
    const [one, other] = [await givenSession(app), await givenSession(app)];
    const all = async ({ accessToken }: typeof one): Promise<ContactOnWire[]> =>
      (await app.get('/api/contacts?limit=100', bearer(accessToken))).json().items;
    await contacts.giveSamples(app.app.context, { accountId: one.account.id, seed: 5 });
    await contacts.giveSamples(app.app.context, { accountId: other.account.id, seed: 5 });
    const shown = (await all(one)).map(({ first_name, last_name, email, phone, birthday, notes }) => [
      first_name,
      last_name,
      email,
      phone,
      birthday,
      notes,
    ]);
    expect(
      (await all(other)).map(({ first_name, last_name, email, phone, birthday, notes }) => [
        first_name,
        last_name,
        email,
        phone,
        birthday,
        notes,
      ]),
    ).toEqual(shown);

    const before = await all(one);
    const [first, second] = before;
    const headers = bearer(one.accessToken);
    await app.inject({
      method: 'PATCH',
      url: `/api/contacts/${first?.id}`,
      headers,
      payload: { first_name: 'Changed' },
    });
    await app.inject({ method: 'DELETE', url: `/api/contacts/${second?.id}`, headers });
    expect(await contacts.giveSamples(app.app.context, { accountId: one.account.id, seed: 5 })).toEqual({
      contacts: 1,
    });
    const after = await all(one);
    expect(after).toHaveLength(30);
    expect(after.filter(({ first_name }) => first_name === 'Changed')).toHaveLength(1);
    // Another seed has some of the same people: an address is once in a book.
    const made = await contacts.giveSamples(app.app.context, { accountId: one.account.id, seed: 6 });
    expect(made.contacts).toBeLessThan(30);
  });
});
