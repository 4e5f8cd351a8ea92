import { expect, test } from 'vitest';
import { describeApp } from '#test/test-app.ts';
import { givenCat, givenOwner, send, signedInAs, told } from './test/given-cattery.ts';

describeApp('the tag of a cat or an owner', (open) => {
  test('is answered with 304 by If-None-Match while nothing has changed', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const { id, owner } = await givenCat(app, moderator);
    for (const url of [`/api/cats/${id}`, `/api/owners/${owner.id}`]) {
      const etag = String((await app.get(url, moderator)).headers.etag);
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const answer = await app.get(url, { ...moderator, 'if-none-match': known });
        expect([known, answer.statusCode, answer.body, answer.headers.etag]).toEqual([known, 304, '', etag]);
      }
      expect((await app.get(url, { ...moderator, 'if-none-match': '"x"' })).statusCode).toBe(200);
    }
  });

  test('of a cat changes with its owner, whom it shows', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const { id, owner } = await givenCat(app, moderator);
    const other = await givenCat(app, moderator);
    const tagOf = async (cat: string) => (await app.get(`/api/cats/${cat}`, moderator)).headers.etag;
    const before = [await tagOf(id), await tagOf(other.id)];
    const body = { email: owner.email, name: 'Ann' };
    await send(app, 'PUT', `/api/owners/${owner.id}`, { body, headers: moderator });
    expect(await tagOf(id)).not.toBe(before[0]);
    expect(await tagOf(other.id)).toBe(before[1]);
  });

  test('in If-Match lets a change through only while it is the present one: 412, and nothing is changed', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const cat = await givenCat(app, admin);
    const owner = await givenOwner(app, admin);
    const catBody = { nickname: 'Tim', age: 4, owner_id: cat.owner.id };
    const ownerBody = { email: owner.email, name: 'Ann' };
    const changes = [
      ['PATCH', `/api/cats/${cat.id}`, '/vaccinated', { vaccinated: true }],
      ['PUT', `/api/cats/${cat.id}`, '', catBody],
      ['PUT', `/api/owners/${owner.id}`, '', ownerBody],
      ['DELETE', `/api/cats/${cat.id}`, '', undefined],
      ['DELETE', `/api/owners/${owner.id}`, '', undefined],
    ] as const;
    for (const [method, url, more, body] of changes) {
      const before = await app.get(url, admin);
      const etag = String(before.headers.etag);
      for (const stale of ['"x"', `W/${etag}`, 'x', '']) {
        const headers = { ...admin, 'if-match': stale };
        const answer = await send(app, method, url + more, { body, headers });
        expect([method, url, stale, ...told(answer)]).toEqual([method, url, stale, 412, 'precondition_failed']);
      }
      expect((await app.get(url, admin)).body).toBe(before.body);
      const headers = { ...admin, 'if-match': `"x", ${etag}` };
      const answer = await send(app, method, url + more, { body, headers });
      expect([method, answer.statusCode]).toEqual([method, method === 'DELETE' ? 204 : 200]);
      if (method !== 'DELETE') expect((await app.get(url, admin)).headers.etag).toBe(answer.headers.etag);
    }
    for (const [method, url, more, body] of changes) {
      const answer = await send(app, method, url + more, { body, headers: { ...admin, 'if-match': '*' } });
      expect(told(answer)).toEqual([404, 'not_found']);
    }
  });

  test('in If-Match of twenty parallel changes lets one through; without it the last writer wins', async () => {
    const app = await open();
    const moderator = await signedInAs(app, 'moderator');
    const cat = await givenCat(app, moderator);
    const owner = await givenOwner(app, moderator);
    const targets = [
      [`/api/cats/${cat.id}`, (n: number) => ({ nickname: `Tom ${n}`, age: 3, owner_id: cat.owner.id })],
      [`/api/owners/${owner.id}`, (n: number) => ({ email: owner.email, name: `Ann ${n}` })],
    ] as const;
    for (const [url, bodyOf] of targets) {
      const etag = String((await app.get(url, moderator)).headers.etag);
      const race = (headers: Record<string, string>) =>
        Promise.all(Array.from({ length: 20 }, (_, n) => send(app, 'PUT', url, { body: bodyOf(n), headers })));
      const statuses = (await race({ ...moderator, 'if-match': etag })).map(({ statusCode }) => statusCode);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 412)).toHaveLength(19);
      // A minute later, by other eyes: the limit is per account.
      const other = await signedInAs(app, 'moderator');
      const blind = await race(other);
      expect(blind.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 200));
      const now = (await app.get(url, moderator)).json();
      expect(blind.map((answer) => answer.json())).toContainEqual(now);
    }
  });

  test('of a cat in If-Match is stale once its owner was renamed', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const { id, owner } = await givenCat(app, admin);
    const url = `/api/cats/${id}`;
    const stale = String((await app.get(url, admin)).headers.etag);
    await send(app, 'PUT', `/api/owners/${owner.id}`, { body: { email: owner.email, name: 'Ann' }, headers: admin });
    const headers = { ...admin, 'if-match': stale };
    expect(told(await send(app, 'DELETE', url, { headers }))).toEqual([412, 'precondition_failed']);
  });
});
