import { expect, test } from 'vitest';
import { readTables } from '#test/cases/every-table.ts';
import { longestMilliseconds, timeIt } from '#test/cases/time-it.ts';
import { describeApp } from '#test/test-app.ts';
import { type CatOnWire, givenCat, givenOwner, send, signedInAs, told } from './test/given-cattery.ts';

const texts = [
  "'; DROP TABLE cats; --",
  "' OR '1'='1",
  "'||(SELECT hash FROM passwords LIMIT 1)||'",
  '$$; DROP TABLE owners; $$',
  '%',
  '_',
  '$1',
  ':id',
  '?1',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=cmd()',
  '=HYPERLINK("http://evil.example")',
  '{{7*7}}',
  '\\',
];

describeApp('what is sent to the cattery', (open) => {
  test('J10, J16: SQL, markup and formulas are the text they are, in a description and a name', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const cat = await givenCat(app, moderator);
    const before = await readTables(app.database);
    for (const text of texts) {
      const writer = await signedInAs(app, 'moderator');
      const body = { nickname: 'Tom', age: 3, description: text, owner_id: cat.owner.id };
      const answer = await send(app, 'PUT', `/api/cats/${cat.id}`, { body, headers: writer });
      expect([text, answer.statusCode, answer.json().description]).toEqual([text, 200, text]);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
      expect((await app.get(`/api/cats/${cat.id}`, writer)).json().description).toBe(text);
      const owner = { email: cat.owner.email, name: text };
      const renamed = await send(app, 'PUT', `/api/owners/${cat.owner.id}`, { body: owner, headers: writer });
      expect([text, renamed.statusCode, renamed.json().name]).toEqual([text, 200, text]);
      // None of it is a nickname, an id or somebody's cat.
      const nickname = await app.post('/api/cats', { nickname: text, age: 3, owner_id: cat.owner.id }, writer);
      expect([text, ...told(nickname)]).toEqual([text, 422, 'validation_failed']);
      const listed = await app.get(`/api/cats?owner_id=${encodeURIComponent(text)}`, writer);
      expect([text, listed.json().items]).toEqual([text, []]);
      expect(told(await app.get(`/api/cats/${encodeURIComponent(text)}`, writer))).toEqual([404, 'not_found']);
    }
    const after = await readTables(app.database);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect([after.cats?.length, after.owners?.length]).toEqual([1, 1]);
  });

  test('J5: deep, wide, repeated and boundless JSON is refused in a moment', async () => {
    const app = await open();
    const headers = { ...(await signedInAs(app)), 'content-type': 'application/json' };
    const { id } = await givenOwner(app, headers);
    const bodies = [
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      `{"nickname":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
      `{${Array.from({ length: 100_000 }, (_, n) => `"k${n}":1`).join(',')}}`,
      `{"nickname":"Tom","age":3,"age":4,"owner_id":"${id}"}`,
      `{"nickname":"Tom","age":1e400,"owner_id":"${id}"}`,
      `{"nickname":"Tom","age":NaN,"owner_id":"${id}"}`,
      `{"nickname":"Tom","age":99999999999999999999,"owner_id":"${id}"}`,
    ];
    for (const payload of bodies) {
      const ask = () => app.inject({ method: 'POST', url: '/api/cats', headers, payload });
      const where = payload.slice(0, 40);
      expect([where, [400, 413, 422].includes((await ask()).statusCode)]).toEqual([where, true]);
      expect([where, (await timeIt(ask)) < longestMilliseconds * 5]).toEqual([where, true]);
    }
    expect((await app.get('/api/cats', headers)).json().items).toEqual([]);
  });

  test('J7: names of prototypes are unknown fields, and change nothing afterwards', async () => {
    const app = await open();
    const headers = { ...(await signedInAs(app)), 'content-type': 'application/json' };
    const { id } = await givenOwner(app, headers);
    for (const more of ['"__proto__":{"vaccinated":true}', '"constructor":{"prototype":{"vaccinated":true}}']) {
      const payload = `{"nickname":"Tom","age":3,"owner_id":"${id}",${more}}`;
      const answer = await app.inject({ method: 'POST', url: '/api/cats', headers, payload });
      expect([more, [400, 422].includes(answer.statusCode)]).toEqual([more, true]);
      for (const list of ['/api/cats', '/api/owners'])
        expect((await app.get(`${list}?__proto__[limit]=1&constructor[prototype]=x`, headers)).statusCode).toBe(422);
    }
    expect(({} as { vaccinated?: boolean }).vaccinated).toBeUndefined();
    expect((await givenCat(app, headers, { owner_id: id })).vaccinated).toBe(false);
  });

  test('J8: an operator is no text, and % and _ match nothing but themselves', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const cat = await givenCat(app, moderator);
    for (const operator of [{ $ne: null }, { $gt: '' }, ['$ne'], { like: '%' }])
      for (const field of ['nickname', 'description', 'owner_id', 'age', 'vaccinated']) {
        const body = { nickname: 'Tom', age: 3, owner_id: cat.owner.id, [field]: operator };
        const answer = await app.post('/api/cats', body, moderator);
        expect([field, ...told(answer)]).toEqual([field, 422, 'validation_failed']);
      }
    for (const id of ['%', '_'.repeat(22), `${cat.id.slice(0, 21)}_`, `${cat.id.slice(0, 5)}%`]) {
      expect(told(await app.get(`/api/cats/${encodeURIComponent(id)}`, moderator))).toEqual([404, 'not_found']);
      const listed = await app.get(`/api/cats?owner_id=${encodeURIComponent(id)}`, moderator);
      expect(listed.json().items).toEqual([]);
    }
    for (const query of ['owner_id[$ne]=x', 'owner_id[]=x', 'cursor[$gt]=', 'limit[$gt]=1'])
      expect((await app.get(`/api/cats?${query}`, moderator)).statusCode).toBe(422);
  });

  test('J9: each value has one place: an id in the path alone, a field in the body alone', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const cat = await givenCat(app, moderator);
    const other = await givenCat(app, moderator);
    const body = { nickname: 'Tim', age: 4, owner_id: cat.owner.id };
    const put = (query: string, sent: object) =>
      send(app, 'PUT', `/api/cats/${cat.id}${query}`, { body: sent, headers: moderator });
    for (const [query, sent] of [
      [`?id=${other.id}`, body],
      ['?vaccinated=true', body],
      [`?owner_id=${other.owner.id}`, body],
      ['', { ...body, id: other.id }],
    ] as const)
      expect(told(await put(query, sent))).toEqual([422, 'validation_failed']);
    const headers = { ...moderator, id: other.id, owner_id: other.owner.id, 'x-http-method-override': 'DELETE' };
    const answer = await send(app, 'PUT', `/api/cats/${cat.id}`, { body, headers });
    expect(answer.json<CatOnWire>()).toMatchObject({ id: cat.id, owner: { id: cat.owner.id } });
    expect((await app.get(`/api/cats/${other.id}`, moderator)).json()).toEqual(other);
  });

  test('beyond sixty changes and 240 reads a minute is 429 for this account alone', async () => {
    const app = await open();
    const [mine, others] = [await signedInAs(app), await signedInAs(app)];
    const { id } = await givenOwner(app, mine);
    const taken = { email: 'taken@example.com' };
    const writes = [];
    for (let n = 0; n < 60; n += 1) writes.push(await app.post('/api/owners', taken, mine));
    const [first, last] = [writes[0], writes.at(-1)];
    expect(first?.headers['ratelimit-policy']).toBe('"cattery_writes";q=60;w=60');
    expect(told(last as NonNullable<typeof last>)).toEqual([429, 'too_many_requests']);
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await app.post('/api/owners', { email: 'new@example.com' }, others)).statusCode).toBe(201);
    // Reading is counted by itself, whatever is read.
    for (let n = 0; n < 240; n += 1) await app.get(n % 2 ? '/api/cats?limit=1' : `/api/owners/${id}`, mine);
    for (const url of ['/api/cats', '/api/owners', `/api/owners/${id}`, '/api/cats/unknown'])
      expect(told(await app.get(url, mine))).toEqual([429, 'too_many_requests']);
    expect((await app.get('/api/cats', others)).statusCode).toBe(200);
  });
});
