import { expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import { describeApp } from '#test/test-app.ts';
import { type CatOnWire, givenCat, givenOwner, send, signedInAs, told } from './test/given-cattery.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const good = { nickname: 'Tom', age: 3 };
const vaccinatedAt = statement<{ id: string }, { vaccinated_at: number | null }>(
  'test.vaccinated_at',
  'SELECT vaccinated_at FROM cats WHERE id = :id',
);
const unvaccinateMur = statement<{ id: string }>(
  'test.unvaccinate',
  'UPDATE cats SET vaccinated_at = NULL WHERE id = :id',
);

/** What is sent, and what is kept of it. */
const taken = [
  [{ nickname: '  Mi-Ma  ' }, { nickname: 'Mi-Ma' }],
  [{ nickname: "O'Malley" }, { nickname: "O'Malley" }],
  [{ nickname: 'О’Мур' }, { nickname: 'О’Мур' }],
  [{ nickname: 'Agent 7' }, { nickname: 'Agent 7' }],
  [{ nickname: 'Zoe\u0308' }, { nickname: 'Zo\u00eb' }],
  [{ nickname: '𐐀'.repeat(16) }, { nickname: '𐐀'.repeat(16) }],
  [{ age: 0 }, { age: 0 }],
  [{ age: 30 }, { age: 30 }],
  [{ description: ' Sleeps.\r\nEats. ' }, { description: 'Sleeps.\nEats.' }],
  [{ description: null }, { description: null }],
  [{ description: '🐈'.repeat(1000) }, { description: '🐈'.repeat(1000) }],
  [{ vaccinated: true }, { vaccinated: true }],
] as const;
/** What is sent, and how which field is refused. */
const refused = [
  [{ nickname: undefined }, 'nickname', 'required'],
  [{ nickname: 'To' }, 'nickname', 'too_short'],
  [{ nickname: ' To ' }, 'nickname', 'too_short'],
  [{ nickname: '' }, 'nickname', 'too_short'],
  [{ nickname: 'x'.repeat(17) }, 'nickname', 'too_long'],
  [{ nickname: 'x'.repeat(100_000) }, 'nickname', 'too_long'],
  [{ nickname: 'Tom<b>' }, 'nickname', 'invalid_value'],
  [{ nickname: 'To\u0000m' }, 'nickname', 'invalid_value'],
  [{ nickname: 'To\nm' }, 'nickname', 'invalid_value'],
  [{ nickname: 'To\u202em' }, 'nickname', 'invalid_value'],
  [{ nickname: 'Tom\u200b' }, 'nickname', 'invalid_value'],
  [{ nickname: 'To\u3164m' }, 'nickname', 'invalid_value'],
  [{ nickname: 'To\ud83dm' }, 'nickname', 'invalid_value'],
  [{ nickname: "-'-" }, 'nickname', 'invalid_value'],
  [{ nickname: '\u0301Tom' }, 'nickname', 'invalid_value'],
  [{ nickname: null }, 'nickname', 'invalid_type'],
  [{ nickname: 123 }, 'nickname', 'invalid_type'],
  [{ age: undefined }, 'age', 'required'],
  [{ age: -1 }, 'age', 'too_short'],
  [{ age: 31 }, 'age', 'too_long'],
  [{ age: 1.5 }, 'age', 'invalid_type'],
  [{ age: '3' }, 'age', 'invalid_type'],
  [{ age: true }, 'age', 'invalid_type'],
  [{ age: null }, 'age', 'invalid_type'],
  [{ age: [3] }, 'age', 'invalid_type'],
  [{ description: '' }, 'description', 'too_short'],
  [{ description: ' \n ' }, 'description', 'too_short'],
  [{ description: 'x'.repeat(1001) }, 'description', 'too_long'],
  [{ description: 'a\u0000b' }, 'description', 'invalid_value'],
  [{ description: 'a\u202eb' }, 'description', 'invalid_value'],
  [{ description: 'a\u001bb' }, 'description', 'invalid_value'],
  [{ vaccinated: 'true' }, 'vaccinated', 'invalid_type'],
  [{ vaccinated: 1 }, 'vaccinated', 'invalid_type'],
  [{ vaccinated: null }, 'vaccinated', 'invalid_type'],
  [{ owner_id: undefined }, 'owner_id', 'required'],
  [{ owner_id: 5 }, 'owner_id', 'invalid_type'],
  [{ owner_id: { id: 'x' } }, 'owner_id', 'invalid_type'],
  [{ vaccinated_at: '2020-01-01T00:00:00Z' }, 'vaccinated_at', 'unknown_field'],
  [{ owner: { id: 'x' } }, 'owner', 'unknown_field'],
] as const;

describeApp('a cat', (open) => {
  test('I5: is answered with exactly these fields and its whole owner, Location and ETag', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const owner = await givenOwner(app, headers, { name: 'Ann' });
    const answer = await app.post('/api/cats', { ...good, owner_id: owner.id }, headers);
    expect(answer.statusCode).toBe(201);
    const cat = answer.json<CatOnWire>();
    expect(cat).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      nickname: 'Tom',
      age: 3,
      description: null,
      vaccinated: false,
      owner,
      created_at: expect.stringMatching(instant),
      updated_at: cat.created_at,
    });
    expect(answer.headers.location).toBe(`http://localhost:8000/api/cats/${cat.id}`);
    const found = await app.get(`/api/cats/${cat.id}`, headers);
    expect([found.json(), found.headers.etag]).toEqual([cat, answer.headers.etag]);
    expect((await app.get(`/api/cats/${cat.id}`, await signedInAs(app))).json()).toEqual(cat);
  });

  test('takes names of every script, whole years and texts of several lines', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    for (const [sent, kept] of taken) expect(await givenCat(app, headers, sent)).toMatchObject(kept);
  });

  test('J6, I2: what cannot be taken is refused by its field', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const cat = await givenCat(app, admin);
    for (const [change, field, code] of refused)
      for (const [method, url] of [
        ['POST', '/api/cats'],
        ['PUT', `/api/cats/${cat.id}`],
      ] as const) {
        const body = { ...good, owner_id: cat.owner.id, ...change };
        const answer = await send(app, method, url, { body, headers: admin });
        const where = [method, JSON.stringify(change).slice(0, 60)];
        expect([...where, answer.statusCode, answer.json().errors]).toEqual([
          ...where,
          422,
          [expect.objectContaining({ field, code })],
        ]);
      }
    expect((await app.get('/api/cats', admin)).json().items).toEqual([cat]);
  });

  test('J6: a number of JSON is an age when it is whole, however it is written', async () => {
    const app = await open();
    const headers = { ...(await signedInAs(app)), 'content-type': 'application/json' };
    const { id } = await givenOwner(app, headers);
    for (const [age, kept] of [
      ['10.0', 10],
      ['1e1', 10],
      ['-0', 0],
    ] as const) {
      const payload = `{"nickname":"Tom","age":${age},"owner_id":"${id}"}`;
      const answer = await app.inject({ method: 'POST', url: '/api/cats', headers, payload });
      expect([age, answer.statusCode, answer.json().age]).toEqual([age, 201, kept]);
    }
  });

  test('K03: needs an owner who is there, on create and on PUT', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const cat = await givenCat(app, admin);
    const unknown = ['AAAAAAAAAAAAAAAAAAAAAA', '', '\u0000', '\ud83d', "' OR 1=1 --", cat.id, 'x'.repeat(100_000)];
    for (const owner_id of unknown) {
      const body = { ...good, owner_id };
      expect(told(await app.post('/api/cats', body, admin))).toEqual([404, 'owner_not_found']);
      const answer = await send(app, 'PUT', `/api/cats/${cat.id}`, { body, headers: admin });
      expect(told(answer)).toEqual([404, 'owner_not_found']);
    }
    expect((await app.get('/api/cats', admin)).json().items).toEqual([cat]);
  });

  test('is replaced by PUT: what is left out is the default, and the owner may be another', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const cat = await givenCat(app, moderator, { description: 'old', vaccinated: true });
    const owner = await givenOwner(app, moderator);
    const answer = await send(app, 'PUT', `/api/cats/${cat.id}`, {
      body: { nickname: 'Tim', age: 4, owner_id: owner.id },
      headers: moderator,
    });
    const { id, created_at } = cat;
    const replaced = { id, nickname: 'Tim', age: 4, description: null, vaccinated: false, owner, created_at };
    expect(answer.json()).toEqual({ ...replaced, updated_at: expect.stringMatching(instant) });
    expect((await app.get(`/api/cats/${id}`, moderator)).json()).toEqual(answer.json());
  });

  test('K02: is marked as vaccinated and not; since when is kept while it is', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const { id } = await givenCat(app, moderator);
    const mark = (vaccinated: unknown) =>
      send(app, 'PATCH', `/api/cats/${id}/vaccinated`, { body: { vaccinated }, headers: moderator });
    const since = async () => (await app.database.read.first(vaccinatedAt, { id }))?.vaccinated_at;
    expect((await mark(true)).json().vaccinated).toBe(true);
    const first = await since();
    await app.clock.wind({ seconds: 5 });
    const again = await mark(true);
    expect([again.statusCode, await since()]).toEqual([200, first]);
    expect((await mark(false)).json()).toMatchObject({ id, vaccinated: false });
    expect(await since()).toBeNull();
    for (const bad of ['true', 1, null, undefined, [true]]) expect((await mark(bad)).statusCode).toBe(422);
  });

  test('that is changed into what it is already is not changed', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const cat = await givenCat(app, moderator);
    await app.clock.wind({ seconds: 5 });
    const { nickname, age, description, vaccinated, owner } = cat;
    const body = { nickname, age, description, vaccinated, owner_id: owner.id };
    expect((await send(app, 'PUT', `/api/cats/${cat.id}`, { body, headers: moderator })).json()).toEqual(cat);
  });

  test('that is not there is 404 by every verb', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const { id: owner_id } = await givenOwner(app, admin);
    for (const id of ['AAAAAAAAAAAAAAAAAAAAAA', '%00', owner_id]) {
      const url = `/api/cats/${id}`;
      expect(told(await app.get(url, admin))).toEqual([404, 'not_found']);
      expect(told(await send(app, 'PUT', url, { body: { ...good, owner_id }, headers: admin }))).toEqual([
        404,
        'not_found',
      ]);
      const marked = await send(app, 'PATCH', `${url}/vaccinated`, { body: { vaccinated: true }, headers: admin });
      expect(told(marked)).toEqual([404, 'not_found']);
      expect(told(await send(app, 'DELETE', url, { headers: admin }))).toEqual([404, 'not_found']);
    }
  });
});

describeApp('a cat named Mur (K04)', (open) => {
  test('is vaccinated, whatever is said by POST, PUT and PATCH', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const mur = await givenCat(app, moderator, { nickname: ' Mur ', vaccinated: false });
    expect(mur).toMatchObject({ nickname: 'Mur', vaccinated: true });
    const url = `/api/cats/${mur.id}`;
    const marked = await send(app, 'PATCH', `${url}/vaccinated`, { body: { vaccinated: false }, headers: moderator });
    expect([marked.statusCode, marked.json().vaccinated]).toEqual([200, true]);
    const put = async (nickname: string) => {
      const body = { nickname, age: 3, vaccinated: false, owner_id: mur.owner.id };
      return (await send(app, 'PUT', url, { body, headers: moderator })).json().vaccinated;
    };
    expect(await put('Mur')).toBe(true);
    expect(await put('Tom')).toBe(false);
    expect(await put('Mur')).toBe(true);
  });

  test.each(['mur', 'MUR', 'Мур', 'Murr', 'Mur 2', 'Mu\u0301r'])('is not one named %s', async (nickname) => {
    const app = await open();
    expect((await givenCat(app, await signedInAs(app), { nickname })).vaccinated).toBe(false);
  });

  test('is held to it by the database as well', async () => {
    const app = await open();
    const { id } = await givenCat(app, await signedInAs(app), { nickname: 'Mur' });
    await expect(app.database.write.change(unvaccinateMur, { id })).rejects.toThrow(/cats_mur_is_vaccinated/);
  });
});
