import { expect, test } from 'vitest';
import { describeApp } from '#test/test-app.ts';
import { givenCat, givenOwner, type OwnerOnWire, send, signedInAs, told } from './test/given-cattery.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describeApp('an owner', (open) => {
  test('I5: is answered with exactly these fields, Location and ETag, and as typed', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const answer = await app.post('/api/owners', { email: ' Ann@Example.com', name: ' Ann  Lee ' }, headers);
    expect(answer.statusCode).toBe(201);
    const owner = answer.json<OwnerOnWire>();
    expect(owner).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      email: 'Ann@Example.com',
      name: 'Ann  Lee',
      created_at: expect.stringMatching(instant),
      updated_at: owner.created_at,
    });
    expect(answer.headers.location).toBe(`http://localhost:8000/api/owners/${owner.id}`);
    const found = await app.get(`/api/owners/${owner.id}`, headers);
    expect(found.json()).toEqual(owner);
    expect(found.headers.etag).toBe(answer.headers.etag);
  });

  test('may have no name: left out and null are the same', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    expect((await givenOwner(app, headers)).name).toBeNull();
    expect((await givenOwner(app, headers, { name: null })).name).toBeNull();
  });

  test('is found by whoever is signed in: the cattery is shared (I7: nothing here is anybody’s own)', async () => {
    const app = await open();
    const owner = await givenOwner(app, await signedInAs(app));
    expect((await app.get(`/api/owners/${owner.id}`, await signedInAs(app))).json()).toEqual(owner);
  });

  test.each([
    [{}, 'email', 'required'],
    [{ email: 'no address' }, 'email', 'invalid_email'],
    [{ email: 'a@b.example, c@d.example' }, 'email', 'invalid_email'],
    [{ email: ['a@b.example'] }, 'email', 'invalid_type'],
    [{ email: 'a@b.example', name: '' }, 'name', 'invalid_value'],
    [{ email: 'a@b.example', name: 'x'.repeat(65) }, 'name', 'invalid_value'],
    [{ email: 'a@b.example', name: 5 }, 'name', 'invalid_type'],
    [{ email: 'a@b.example', id: 'mine' }, 'id', 'unknown_field'],
    [{ email: 'a@b.example', created_at: '2020-01-01T00:00:00Z' }, 'created_at', 'unknown_field'],
  ])('J6, I2: what cannot be taken is refused by its field (%j)', async (body, field, code) => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const { id } = await givenOwner(app, admin);
    for (const [method, url] of [
      ['POST', '/api/owners'],
      ['PUT', `/api/owners/${id}`],
    ] as const) {
      const answer = await send(app, method, url, { body, headers: admin });
      expect([method, answer.statusCode, answer.json().errors]).toEqual([
        method,
        422,
        [expect.objectContaining({ field, code })],
      ]);
    }
  });

  test('K01: has an address of their own, in whatever spelling, on create and on PUT', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    await givenOwner(app, admin, { email: 'ann@example.com' });
    const other = await givenOwner(app, admin, { email: 'bob@example.com' });
    for (const email of ['ann@example.com', 'ANN@EXAMPLE.COM', ' ann@example.com ']) {
      expect(told(await app.post('/api/owners', { email }, admin))).toEqual([409, 'email_taken']);
      const answer = await send(app, 'PUT', `/api/owners/${other.id}`, { body: { email }, headers: admin });
      expect(told(answer)).toEqual([409, 'email_taken']);
    }
    expect((await app.get(`/api/owners/${other.id}`, admin)).json()).toEqual(other);
    // The own one, spelled otherwise, is no conflict.
    const own = { email: 'BOB@example.com' };
    expect((await send(app, 'PUT', `/api/owners/${other.id}`, { body: own, headers: admin })).json().email).toBe(
      'BOB@example.com',
    );
  });

  test('A9: of fifty at once with one address one is made, and the others are told so', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        app.post('/api/owners', { email: number % 2 ? 'ann@example.com' : 'ANN@example.com' }, headers),
      ),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(answers.filter((answer) => told(answer)[1] === 'email_taken')).toHaveLength(49);
    expect((await app.get('/api/owners', headers)).json().items).toHaveLength(1);
  });

  test('is replaced by PUT: what is left out is the default', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const { id, created_at } = await givenOwner(app, moderator, { email: 'ann@example.com', name: 'Ann' });
    const answer = await send(app, 'PUT', `/api/owners/${id}`, {
      body: { email: 'ann@example.com' },
      headers: moderator,
    });
    expect(answer.json()).toMatchObject({ id, name: null, created_at });
    expect((await app.get(`/api/owners/${id}`, moderator)).json()).toEqual(answer.json());
  });

  test('K03: with cats is not deleted; without, they are gone', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const cat = await givenCat(app, admin);
    const url = `/api/owners/${cat.owner.id}`;
    expect(told(await send(app, 'DELETE', url, { headers: admin }))).toEqual([409, 'owner_has_cats']);
    expect((await app.get(`/api/cats/${cat.id}`, admin)).json()).toEqual(cat);
    expect((await send(app, 'DELETE', `/api/cats/${cat.id}`, { headers: admin })).statusCode).toBe(204);
    const gone = await send(app, 'DELETE', url, { headers: admin });
    expect([gone.statusCode, gone.body]).toEqual([204, '']);
    expect(told(await send(app, 'DELETE', url, { headers: admin }))).toEqual([404, 'not_found']);
    expect(told(await app.get(url, admin))).toEqual([404, 'not_found']);
  });

  test('who is not there is 404 by every verb', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    for (const id of ['AAAAAAAAAAAAAAAAAAAAAA', '%00', "'%20OR%201=1", 'x'.repeat(200)]) {
      const url = `/api/owners/${id}`;
      expect(told(await app.get(url, admin))).toEqual([404, 'not_found']);
      const body = { email: 'ann@example.com' };
      expect(told(await send(app, 'PUT', url, { body, headers: admin }))).toEqual([404, 'not_found']);
      expect(told(await send(app, 'DELETE', url, { headers: admin }))).toEqual([404, 'not_found']);
    }
  });
});
