import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { bearer, describeApp, type TestApp } from '#test/test-app.ts';
import { contacts } from './app.ts';

type Answer = LightMyRequestResponse;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const unlimited = { CONTACTS_CREATE_PER_MINUTE: '0', CONTACTS_READ_PER_MINUTE: '0' };
const keys = [
  'birthday',
  'created_at',
  'email',
  'favorite',
  'first_name',
  'id',
  'last_name',
  'notes',
  'phone',
  'phone_formatted',
  'updated_at',
];
const unknownId = 'AAAAAAAAAAAAAAAAAAAAAA';

/** Somebody who is signed in, and how they call. */
async function givenPerson(app: TestApp, place: { country?: string; time_zone?: string } = {}) {
  const session = await givenSession(app);
  const send = (method: Method, url: string, payload?: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method,
      url,
      headers: { ...bearer(session.accessToken), ...headers },
      ...(payload !== undefined && { payload: payload as object }),
    });
  if (Object.keys(place).length > 0) await send('PATCH', '/api/account', place);
  return {
    ...session,
    send,
    add: (body: object) => send('POST', '/api/contacts', body),
    list: async (query = ''): Promise<{ first_name: string; id: string }[]> =>
      (await send('GET', `/api/contacts${query}`)).json().items,
  };
}
const told = (answer: Answer) => [answer.statusCode, answer.json().code];
const fieldsOf = (answer: Answer) =>
  answer.json().errors?.map(({ field, code }: { field: string; code: string }) => [field, code]);
const statusesOf = (answers: readonly Answer[]): number[] =>
  answers.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other);
const etagOf = (answer: Answer) => String(answer.headers.etag);

/** Who may call what; a route that is not written down here fails the test. */
const routeTable = {
  'GET /api/contacts': 'signed in',
  'GET /api/contacts/birthdays': 'signed in',
  'POST /api/contacts': 'signed in',
  'GET /api/contacts/:id': 'signed in',
  'PUT /api/contacts/:id': 'signed in',
  'PATCH /api/contacts/:id': 'signed in',
  'DELETE /api/contacts/:id': 'signed in',
  'POST /api/contacts/import': 'signed in',
  'GET /api/contacts/export': 'signed in',
};

describe('the app', () => {
  test('has one heading in the API reference', () => expect(contacts.tag).toBe('Address book'));
});

describeApp('the address book', (open) => {
  test('I4, I1: each route and its guard stands in the written table, and is closed without credentials', async () => {
    const app = await open();
    const mounted = app.app.routes.filter(({ tag }) => tag === contacts.tag);
    expect(Object.fromEntries(mounted.map(({ method, path, guard }) => [`${method} ${path}`, guard.name]))).toEqual(
      routeTable,
    );
    const owner = await givenPerson(app);
    const { id } = (await owner.add({ first_name: 'Anna' })).json();
    for (const { method, path } of mounted) {
      const claims = { account_id: owner.account.id, user_id: owner.account.id, role: 'admin' };
      const answer = await app.inject({
        method,
        url: `${path.replace(':id', id)}?account_id=${owner.account.id}`,
        headers: { 'x-user-id': owner.account.id },
        ...(method !== 'GET' && { payload: claims }),
      });
      expect([path, ...told(answer), answer.headers['www-authenticate']]).toEqual([
        path,
        401,
        'not_signed_in',
        'Bearer',
      ]);
    }
    expect(await owner.list()).toHaveLength(1);
  });

  test('C01, C02, I5: a contact is created with every field, read, replaced, changed and deleted', async () => {
    const app = await open();
    const { send, add } = await givenPerson(app, { country: 'UA', time_zone: 'Europe/Kyiv' });
    const whole = {
      first_name: '  Анна ',
      last_name: 'Каренина',
      email: ' Anna.K@Пошта.укр ',
      phone: '044 123-45-67',
      birthday: '1990-02-28',
      notes: 'one\r\n\ttwo 👩‍🚀',
      favorite: true,
    };
    const created = await add(whole);
    expect(created.statusCode, created.body).toBe(201);
    const contact = created.json();
    expect(Object.keys(contact).toSorted()).toEqual(keys);
    expect(contact).toMatchObject({
      first_name: 'Анна',
      last_name: 'Каренина',
      email: 'Anna.K@Пошта.укр',
      phone: '+380441234567',
      phone_formatted: '044 123 4567',
      birthday: '1990-02-28',
      notes: 'one\n\ttwo 👩‍🚀',
      favorite: true,
      created_at: contact.updated_at,
    });
    const url = `/api/contacts/${contact.id}`;
    expect(created.headers.location).toBe(`http://localhost:8000${url}`);

    const found = await send('GET', url);
    expect([found.statusCode, found.json(), etagOf(found)]).toEqual([200, contact, etagOf(created)]);
    const replaced = await send('PUT', url, { first_name: 'Anna' });
    expect([replaced.statusCode, replaced.json()]).toEqual([
      200,
      {
        ...contact,
        first_name: 'Anna',
        last_name: null,
        email: null,
        phone: null,
        phone_formatted: null,
        birthday: null,
        notes: null,
        favorite: false,
        updated_at: expect.any(String),
      },
    ]);
    const changed = await send('PATCH', url, { birthday: '--02-29', phone: '+1 201 555 0123', favorite: true });
    expect(changed.json()).toMatchObject({
      first_name: 'Anna',
      birthday: '--02-29',
      phone: '+12015550123',
      phone_formatted: '+1 201 555 0123',
      favorite: true,
    });
    expect(Object.keys(changed.json()).toSorted()).toEqual(keys);
    const cleared = await send('PATCH', url, { birthday: null, phone: null, favorite: false });
    expect(cleared.json()).toMatchObject({ birthday: null, phone: null, favorite: false });
    expect(Date.parse(cleared.json().updated_at)).toBeGreaterThan(Date.parse(changed.json().updated_at));
    // Nothing to change writes nothing.
    const same = await send('PATCH', url, { first_name: 'Anna' });
    expect([same.json(), etagOf(same)]).toEqual([cleared.json(), etagOf(cleared)]);
    expect((await send('PATCH', url, {})).json()).toEqual(cleared.json());

    const gone = await send('DELETE', url);
    expect([gone.statusCode, gone.body]).toEqual([204, '']);
    for (const method of ['GET', 'DELETE'] as const) expect(told(await send(method, url))).toEqual([404, 'not_found']);
    expect(told(await send('PATCH', url, {}))).toEqual([404, 'not_found']);
    expect((await send('GET', '/api/contacts')).json()).toEqual({ items: [], next_cursor: null });
  });

  test('C02: each wrong field is told by name, code and what would be right, all of them at once', async () => {
    const app = await open();
    const { add, send } = await givenPerson(app);
    const { id } = (await add({ first_name: 'Anna' })).json();
    const wrong = {
      first_name: '',
      last_name: 'x'.repeat(65),
      email: 'not-an-email',
      phone: '+380 12',
      birthday: '2023-02-29',
      notes: 'bell \u0007',
      favorite: 'yes',
    };
    const expected = [
      ['first_name', 'too_short'],
      ['last_name', 'too_long'],
      ['email', 'invalid_email'],
      ['phone', 'invalid_phone'],
      ['birthday', 'invalid_date'],
      ['notes', 'invalid_value'],
      ['favorite', 'invalid_type'],
    ];
    for (const answer of [
      await add(wrong),
      await send('PUT', `/api/contacts/${id}`, wrong),
      await send('PATCH', `/api/contacts/${id}`, wrong),
    ]) {
      expect([...told(answer), fieldsOf(answer)]).toEqual([422, 'validation_failed', expected]);
      for (const { message } of answer.json().errors) expect(message.length).toBeGreaterThan(8);
    }
    const refusals: [object, string, string][] = [
      [{}, 'first_name', 'required'],
      [{ first_name: null }, 'first_name', 'invalid_type'],
      [{ first_name: 'A', last_name: '' }, 'last_name', 'too_short'],
      [{ first_name: 'A', email: '' }, 'email', 'too_short'],
      [{ first_name: 'A', phone: '' }, 'phone', 'too_short'],
      [{ first_name: 'A', phone: '0441234567' }, 'phone', 'invalid_phone'],
      [{ first_name: 'A', phone: '+1 201 555 0123 ext. 5' }, 'phone', 'invalid_phone'],
      [{ first_name: 'A', phone: 'call +380441234567' }, 'phone', 'invalid_phone'],
      [{ first_name: 'A', birthday: '' }, 'birthday', 'too_short'],
      [{ first_name: 'A', birthday: '0999-12-31' }, 'birthday', 'invalid_date'],
      [{ first_name: 'A', birthday: '1990-2-3' }, 'birthday', 'invalid_date'],
      [{ first_name: 'A', birthday: '--02-30' }, 'birthday', 'invalid_date'],
      [{ first_name: 'A', birthday: '1990-01-01T00:00:00Z' }, 'birthday', 'invalid_date'],
      [{ first_name: 'A', birthday: '9999-01-01' }, 'birthday', 'future_date'],
      [{ first_name: 'A', notes: '' }, 'notes', 'too_short'],
      [{ first_name: 'A', notes: '🜁'.repeat(2001) }, 'notes', 'too_long'],
      [{ first_name: 'A', favorite: null }, 'favorite', 'invalid_type'],
      [{ first_name: 'A', id: 'x' }, 'id', 'unknown_field'],
      [{ first_name: 'A', account_id: 'x' }, 'account_id', 'unknown_field'],
      [{ first_name: 'A', created_at: '2020-01-01T00:00:00Z' }, 'created_at', 'unknown_field'],
    ];
    for (const [body, field, code] of refusals) {
      const answer = await add(body);
      expect([body, answer.statusCode, fieldsOf(answer)]).toEqual([body, 422, [[field, code]]]);
    }
    expect(fieldsOf(await send('PATCH', `/api/contacts/${id}`, { first_name: null }))).toEqual([
      ['first_name', 'invalid_type'],
    ]);
    // What nobody has: a national number, read by no country.
    const national = await add({ first_name: 'A', phone: '0441234567' });
    expect(national.json().errors[0].message).toMatch(/^must begin with \+ .* once your account has a country$/);
  });

  test('C02: names, notes and addresses stay as they are, whatever they look like (J16)', async () => {
    const app = await open({ ...unlimited });
    const { add, send } = await givenPerson(app);
    for (const text of [
      '<script>alert(1)</script>',
      '=cmd()',
      "Robert'); DROP TABLE contacts;--",
      '{"$ne": null}',
      '%',
      '_',
      '👨‍👩‍👧‍👦',
      'نویسنده‌ای',
      '__proto__',
      '𝒜𝓃𝓃𝒶',
      'İpek Iğdır',
      'ΣΊΣΥΦΟΣ',
    ]) {
      const created = await add({ first_name: text, last_name: text, notes: text });
      expect([created.statusCode, created.body.slice(0, 300)]).toEqual([201, expect.any(String)]);
      const kept = { first_name: text, last_name: text, notes: text };
      expect((await send('GET', `/api/contacts/${created.json().id}`)).json()).toMatchObject(kept);
    }
    expect({} as Record<string, unknown>).not.toHaveProperty('first_name');
  });

  test('C02: "in the future" is by the day where the person is', async () => {
    const app = await open();
    const now = new Date(app.clock.now());
    const inZone = (zone: string) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
        now,
      );
    const ahead = await givenPerson(app, { time_zone: 'Pacific/Kiritimati' });
    const behind = await givenPerson(app, { time_zone: 'Pacific/Pago_Pago' });
    const day = inZone('Pacific/Kiritimati');
    // Twenty-five hours lie between them: it is never one day in both.
    expect(day > inZone('Pacific/Pago_Pago')).toBe(true);
    expect((await ahead.add({ first_name: 'A', birthday: day })).statusCode).toBe(201);
    expect(fieldsOf(await behind.add({ first_name: 'A', birthday: day }))).toEqual([['birthday', 'future_date']]);
  });

  test('C03: an address is once in a book, on create, replace and change, whatever its case', async () => {
    const app = await open();
    const { add, send } = await givenPerson(app);
    const other = await givenPerson(app);
    const first = (await add({ first_name: 'Anna', email: 'anna@example.com' })).json();
    const second = (await add({ first_name: 'Ben', email: 'ben@example.com' })).json();
    const url = `/api/contacts/${second.id}`;
    for (const answer of [
      await add({ first_name: 'X', email: 'ANNA@Example.com' }),
      await send('PUT', url, { first_name: 'Ben', email: 'Anna@example.com' }),
      await send('PATCH', url, { email: 'anna@EXAMPLE.com' }),
    ])
      expect([...told(answer), fieldsOf(answer)]).toEqual([409, 'email_taken', [['email', 'taken']]]);
    expect((await send('GET', url)).json()).toEqual(second);
    // One's own address is no hindrance, and another person's book none either.
    expect((await send('PATCH', `/api/contacts/${first.id}`, { email: 'Anna@Example.com' })).statusCode).toBe(200);
    expect((await other.add({ first_name: 'Anna', email: 'anna@example.com' })).statusCode).toBe(201);
    expect((await add({ first_name: 'No address' })).statusCode).toBe(201);
    expect((await add({ first_name: 'No address' })).statusCode).toBe(201);
  });

  test('C03: fifty parallel requests under one Idempotency-Key add one contact, which all of them are told', async () => {
    const app = await open({ CONTACTS_CREATE_PER_MINUTE: '0' });
    const { send, list } = await givenPerson(app);
    const add = (body: object) => send('POST', '/api/contacts', body, { 'idempotency-key': 'one-key' });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => add({ first_name: 'Anna', email: 'anna@example.com' })),
    );
    expect(new Set(answers.map((answer) => `${answer.statusCode} ${answer.json().id}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect(await list()).toHaveLength(1);
    expect(told(await add({ first_name: 'Another' }))).toEqual([422, 'idempotency_key_reused']);
    await send('DELETE', `/api/contacts/${answers[0]?.json().id}`);
    expect(told(await add({ first_name: 'Anna', email: 'anna@example.com' }))).toEqual([409, 'state_conflict']);
    const other = await givenPerson(app);
    const theirs = await other.send('POST', '/api/contacts', { first_name: 'Eve' }, { 'idempotency-key': 'one-key' });
    expect([theirs.statusCode, theirs.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  test('C03: of 50 parallel requests for one address exactly one is created', async () => {
    const app = await open(unlimited);
    const { add, list } = await givenPerson(app);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => add({ first_name: 'Anna', email: 'anna@example.com' })),
    );
    expect(statusesOf(answers)).toEqual([201, ...Array.from({ length: 49 }, () => 409)]);
    expect(await list()).toHaveLength(1);
  });

  test('a full book takes no more, also of many at once, until something is deleted', async () => {
    const app = await open({ ...unlimited, CONTACTS_PER_ACCOUNT: '5' });
    const { add, list, send } = await givenPerson(app);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => add({ first_name: `N${n}` })));
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(5);
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 201))
      expect(told(answer)).toEqual([409, 'address_book_full']);
    const [first] = await list();
    await send('DELETE', `/api/contacts/${first?.id}`);
    expect((await add({ first_name: 'Next' })).statusCode).toBe(201);
    expect(told(await add({ first_name: 'Last' }))).toEqual([409, 'address_book_full']);
    // What failed on the address left its place free.
    const [one] = await list();
    await send('PATCH', `/api/contacts/${one?.id}`, { email: 'a@example.com' });
    const [, another] = await list();
    await send('DELETE', `/api/contacts/${another?.id}`);
    expect((await add({ first_name: 'X', email: 'a@example.com' })).statusCode).toBe(409);
    expect((await add({ first_name: 'X' })).statusCode).toBe(201);
  });

  test('I7: what is another’s is 404 by every verb, in bulk and by filter, exactly as what is not there', async () => {
    const app = await open(unlimited);
    const theirs = await givenPerson(app);
    const mine = await givenPerson(app);
    const { id } = (
      await theirs.add({ first_name: 'Secret', email: 'secret@example.com', birthday: '--01-01' })
    ).json();
    await mine.add({ first_name: 'Mine', email: 'mine@example.com' });
    const calls: [Method, unknown][] = [
      ['GET', undefined],
      ['PUT', { first_name: 'Taken' }],
      ['PATCH', { first_name: 'Taken' }],
      ['DELETE', undefined],
    ];
    for (const [method, body] of calls) {
      const unknown = await mine.send(method, `/api/contacts/${unknownId}`, body);
      for (const headers of [{}, { 'if-match': '*' }, { 'if-none-match': '*' }]) {
        const answer = await mine.send(method, `/api/contacts/${id}`, body, headers);
        expect([method, told(answer)]).toEqual([method, [404, 'not_found']]);
        expect({ ...answer.json(), request_id: '' }).toEqual({ ...unknown.json(), request_id: '' });
      }
    }
    for (const query of ['', '?q=secret', '?email=secret', '?first_name=se', '?q=example.com', '?favorite=false'])
      expect([query, (await mine.list(query)).filter(({ first_name }) => first_name === 'Secret')]).toEqual([
        query,
        [],
      ]);
    const birthdays = await mine.send('GET', '/api/contacts/birthdays?days=366');
    expect(birthdays.json().items).toEqual([]);
    for (const url of ['/api/contacts', '/api/contacts/birthdays'])
      expect((await mine.send('GET', `${url}?account_id=${theirs.account.id}`)).statusCode).toBe(422);
    // Nobody without a book of their own sees more.
    const third = await givenPerson(app);
    expect(told(await third.send('PATCH', `/api/contacts/${id}`, {}))).toEqual([404, 'not_found']);
    expect(await third.list('?q=secret')).toEqual([]);
    expect((await theirs.send('GET', `/api/contacts/${id}`)).json()).toMatchObject({ first_name: 'Secret' });
  });

  test('If-Match: of parallel changes by one ETag exactly one is done; a stale one is 412 by every verb', async () => {
    const app = await open();
    const { add, send } = await givenPerson(app);
    const created = await add({ first_name: 'Anna' });
    const url = `/api/contacts/${created.json().id}`;
    const match = { 'if-match': etagOf(created) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => send('PATCH', url, { first_name: `Anna ${n}` }, match)),
    );
    expect(statusesOf(answers)).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    for (const [method, body] of [
      ['PATCH', { first_name: 'X' }],
      ['PUT', { first_name: 'X' }],
      ['DELETE', undefined],
    ] as const)
      expect(told(await send(method, url, body, match))).toEqual([412, 'precondition_failed']);
    const now = etagOf(await send('GET', url));
    expect((await send('GET', url, undefined, { 'if-none-match': `"x", W/${now}` })).statusCode).toBe(304);
    expect((await send('PATCH', url, { first_name: 'Y' }, { 'if-match': `W/${now}` })).statusCode).toBe(412);
    expect((await send('PATCH', url, { first_name: 'Y' }, { 'if-match': now })).statusCode).toBe(200);
    expect((await send('GET', url, undefined, { 'if-none-match': now })).statusCode).toBe(200);
    expect((await send('DELETE', url, undefined, { 'if-match': '*' })).statusCode).toBe(204);
  });

  test('C08: limits are of the account, whatever it reads, changes or adds, and each by itself', async () => {
    const app = await open({ CONTACTS_CREATE_PER_MINUTE: '3', CONTACTS_READ_PER_MINUTE: '4' });
    const mine = await givenPerson(app);
    const other = await givenPerson(app);
    const first = await mine.add({ first_name: 'A' });
    expect(first.headers.ratelimit).toBe('"contacts_create";r=2;t=60');
    await mine.add({ first_name: 'B' });
    await mine.add({ first_name: 'C' });
    const refused = await mine.add({ first_name: 'D' });
    expect([...told(refused), refused.headers['retry-after']]).toEqual([
      429,
      'too_many_requests',
      expect.stringMatching(/^\d+$/),
    ]);
    expect((await other.add({ first_name: 'A' })).statusCode).toBe(201);

    const { id } = first.json();
    for (const url of [
      `/api/contacts/${id}`,
      '/api/contacts?q=a',
      '/api/contacts/birthdays',
      `/api/contacts/${unknownId}`,
    ])
      expect((await mine.send('GET', url)).statusCode).not.toBe(429);
    // Another id or another search is the same count.
    for (const url of [
      `/api/contacts/${id}`,
      '/api/contacts?q=b',
      '/api/contacts/birthdays?days=3',
      '/api/contacts/other',
    ])
      expect(told(await mine.send('GET', url))).toEqual([429, 'too_many_requests']);
    expect((await mine.send('PATCH', `/api/contacts/${id}`, { first_name: 'E' })).statusCode).toBe(200);
    expect((await other.list()).length).toBe(1);
  });

  test('J5, J6, J7, J11: what is no JSON of this shape is refused, and nothing is written', async () => {
    const app = await open(unlimited);
    const { send, accessToken, list } = await givenPerson(app);
    const raw = (payload: string, headers: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url: '/api/contacts',
        payload,
        headers: { ...bearer(accessToken), 'content-type': 'application/json', ...headers },
      });
    for (const [payload, status] of [
      ['[]', 422],
      ['null', 422],
      ['"x"', 422],
      ['{"first_name":1}', 422],
      ['{"first_name":["A"]}', 422],
      ['{"first_name":{"$ne":null}}', 422],
      ['{"first_name":"A","favorite":1}', 422],
      ['{"first_name":"A","birthday":19900228}', 422],
      ['{"first_name":"A","first_name":"B"}', 400],
      ['{"__proto__":{"first_name":"A"}}', 400],
      ['{"first_name":"A","constructor":{"prototype":{}}}', 400],
      ['{"first_name":"A"', 400],
      [`${'['.repeat(10_000)}`, 400],
      ['{"first_name":"A","notes":1e400}', 422],
      ['{"first_name":"\\ud800"}', 422],
    ] as const)
      expect([payload.slice(0, 60), (await raw(payload)).statusCode]).toEqual([payload.slice(0, 60), status]);
    expect((await raw('first_name=A', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(415);
    for (const query of [
      '?q=a&q=b',
      '?q[$gt]=',
      '?limit=0',
      '?limit=101',
      '?favorite=1',
      '?sort=notes',
      '?fields=notes',
    ])
      expect([query, [400, 422].includes((await send('GET', `/api/contacts${query}`)).statusCode)]).toEqual([
        query,
        true,
      ]);
    for (const days of ['0', '367', '-1', '1.5', 'x', ''])
      expect([days, (await send('GET', `/api/contacts/birthdays?days=${days}`)).statusCode]).toEqual([days, 422]);
    // J9: the id of the path is the only one.
    expect((await send('PATCH', `/api/contacts/${unknownId}?id=x`, {})).statusCode).toBe(422);
    expect(await list()).toEqual([]);
  });

  test('I13, C07: cursors go on as they began, are good for one list, search and person, and rows may come and go', async () => {
    const app = await open(unlimited);
    const { add, send } = await givenPerson(app);
    const other = await givenPerson(app);
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8])
      await add({ first_name: `Name ${n}`, favorite: n > 2, birthday: '--01-01' });
    const page = async (query: string) => (await send('GET', `/api/contacts${query}`)).json();
    const first = await page('?limit=3');
    expect(first.items.map((item: { first_name: string }) => item.first_name)).toEqual(['Name 1', 'Name 2', 'Name 3']);
    await add({ first_name: 'Name 0' });
    await add({ first_name: 'Name 3b' });
    await send('DELETE', `/api/contacts/${first.items[2].id}`);
    const second = await page(`?limit=3&cursor=${first.next_cursor}`);
    expect(second.items.map((item: { first_name: string }) => item.first_name)).toEqual([
      'Name 3b',
      'Name 4',
      'Name 5',
    ]);
    const third = await page(`?limit=3&cursor=${second.next_cursor}`);
    expect([third.items.length, third.next_cursor]).toEqual([3, null]);

    const cursor: string = first.next_cursor;
    const birthdays = (await send('GET', '/api/contacts/birthdays?days=366&limit=2')).json().next_cursor;
    for (const url of [
      `/api/contacts?q=name&cursor=${cursor}`,
      `/api/contacts?favorite=true&cursor=${cursor}`,
      `/api/contacts?favorite=false&cursor=${cursor}`,
      `/api/contacts?email=x&cursor=${cursor}`,
      `/api/contacts/birthdays?cursor=${cursor}`,
      `/api/contacts/birthdays?days=365&cursor=${birthdays}`,
      `/api/contacts?cursor=${birthdays}`,
      `/api/contacts?cursor=${cursor}A`,
      '/api/contacts?cursor=x',
      '/api/contacts?cursor=',
    ])
      expect([url, told(await send('GET', url))]).toEqual([url, [400, 'invalid_cursor']]);
    for (const url of [`/api/contacts?cursor=${cursor}`, `/api/contacts/birthdays?days=366&cursor=${birthdays}`])
      expect(told(await other.send('GET', url))).toEqual([400, 'invalid_cursor']);
    // How many to a page is free.
    expect((await page(`?limit=100&cursor=${cursor}`)).items.length).toBeGreaterThan(3);
  });

  test('C07: a list begins at a text, and its cursor is good for that beginning only', async () => {
    const app = await open();
    const { add, send } = await givenPerson(app);
    for (const last of ['Анич', 'Іваненко', 'Ковальчук', 'Коваль', 'Щур'])
      await add({ first_name: 'Олена', last_name: last });
    const page = async (query: string) => (await send('GET', `/api/contacts?${query}`)).json();
    const lastNames = ({ items }: { items: { last_name: string }[] }) => items.map((item) => item.last_name);
    const first = await page('from=К&limit=2');
    expect(lastNames(first)).toEqual(['Коваль', 'Ковальчук']);
    const cursor: string = first.next_cursor;
    expect(lastNames(await page(`from=К&limit=2&cursor=${cursor}`))).toEqual(['Щур']);
    expect(lastNames(await page('from=я'))).toEqual([]);
    for (const query of [`cursor=${cursor}`, `from=к&cursor=${cursor}`, `from=Л&cursor=${cursor}`])
      expect([query, told(await send('GET', `/api/contacts?${query}`))]).toEqual([query, [400, 'invalid_cursor']]);
    for (const [text, code] of [
      ['', 'too_short'],
      ['x'.repeat(255), 'too_long'],
    ]) {
      const answer = await send('GET', `/api/contacts?from=${text}`);
      expect([...told(answer), fieldsOf(answer)]).toEqual([422, 'validation_failed', [['from', code]]]);
    }
  });

  test('C06: favourites are marked and filtered, either way', async () => {
    const app = await open();
    const { add, list, send } = await givenPerson(app);
    const { id } = (await add({ first_name: 'Anna', favorite: true })).json();
    await add({ first_name: 'Ben' });
    const names = async (query: string) => (await list(query)).map(({ first_name }) => first_name);
    expect([await names('?favorite=true'), await names('?favorite=false'), await names('')]).toEqual([
      ['Anna'],
      ['Ben'],
      ['Anna', 'Ben'],
    ]);
    expect(await names('?favorite=true&q=ben')).toEqual([]);
    expect(await names('?favorite=false&q=ben')).toEqual(['Ben']);
    await send('PATCH', `/api/contacts/${id}`, { favorite: false });
    expect(await names('?favorite=true')).toEqual([]);
  });

  test.each([
    ['2023-12-31T12:00:00Z', ['2023-12-31 Eve 33', '2024-01-01 New 34', '2024-01-02 Two null']],
    ['2024-01-01T00:00:00Z', ['2024-01-01 New 34', '2024-01-02 Two null']],
    [
      '2024-02-28T12:00:00Z',
      ['2024-02-28 Last 34', '2024-02-29 Leap 28', '2024-03-01 March 34', '2024-03-01 Zed null'],
    ],
    ['2024-02-29T12:00:00Z', ['2024-02-29 Leap 28', '2024-03-01 March 34', '2024-03-01 Zed null']],
    [
      '2025-02-28T12:00:00Z',
      ['2025-02-28 Last 35', '2025-03-01 Leap 29', '2025-03-01 March 35', '2025-03-01 Zed null'],
    ],
    ['2025-03-01T12:00:00Z', ['2025-03-01 Leap 29', '2025-03-01 March 35', '2025-03-01 Zed null']],
  ])('C05: on %s the next week’s birthdays are these', async (now, expected) => {
    const app = await open(unlimited);
    const born = await givenPerson(app);
    for (const [first_name, birthday] of [
      ['Eve', '1990-12-31'],
      ['New', '1990-01-01'],
      ['Two', '--01-02'],
      ['Last', '1990-02-28'],
      ['Leap', '1996-02-29'],
      ['March', '1990-03-01'],
      ['Zed', '--03-01'],
      ['Never', null],
    ])
      expect((await born.add({ first_name, birthday })).statusCode).toBe(201);
    await app.clock.wind({ milliseconds: Date.parse(now) - app.clock.now() });
    const again = await givenSession(app, { account: born.account });
    const answer = await app.get('/api/contacts/birthdays', bearer(again.accessToken));
    expect(answer.statusCode, answer.body).toBe(200);
    const lines = answer
      .json()
      .items.map(
        (item: { next_birthday: string; first_name: string; turns: number | null }) =>
          `${item.next_birthday} ${item.first_name} ${item.turns}`,
      );
    expect(lines).toEqual(expected);
    expect(Object.keys(answer.json().items[0]).toSorted()).toEqual([...keys, 'next_birthday', 'turns'].toSorted());
  });

  test('C05: today is the day where the person is', async () => {
    const app = await open();
    const person = await givenPerson(app, { time_zone: 'Pacific/Kiritimati' });
    await person.add({ first_name: 'First', birthday: '--01-01' });
    // 11:00 of the old year in UTC is 01:00 of the new year there.
    await app.clock.wind({ milliseconds: Date.parse('2027-12-31T11:00:00Z') - app.clock.now() });
    const { accessToken } = await givenSession(app, { account: person.account });
    const ask = async () =>
      (await app.get('/api/contacts/birthdays?days=1', bearer(accessToken)))
        .json()
        .items.map((item: { next_birthday: string }) => item.next_birthday);
    expect(await ask()).toEqual(['2028-01-01']);
    await app.inject({
      method: 'PATCH',
      url: '/api/account',
      headers: bearer(accessToken),
      payload: { time_zone: 'Europe/Kyiv' },
    });
    expect(await ask()).toEqual([]);
  });

  test('A10: deleted with the account; a request under way then finds no account', async () => {
    const app = await open();
    const { add, account, accessToken } = await givenPerson(app);
    await add({ first_name: 'Anna' });
    await app.post('/api/account/deletion', { password: account.password }, bearer(accessToken));
    const rows = statement<Record<never, never>, { rows: number }>(
      'test.rows_of_contacts',
      'SELECT (SELECT COUNT(*) FROM contacts) + (SELECT COUNT(*) FROM address_books) AS rows',
    );
    expect(await app.database.read.first(rows, {})).toEqual({ rows: 0 });
    expect((await add({ first_name: 'Ben' })).statusCode).toBe(401);
  });
});
