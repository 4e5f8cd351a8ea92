import { expect, test } from 'vitest';
import { describeApp, type TestApp } from '#test/test-app.ts';
import {
  type CatOnWire,
  givenCat,
  givenOwner,
  type OwnerOnWire,
  send,
  signedInAs,
  told,
} from './test/given-cattery.ts';

type Headers = Record<string, string>;
type Page<T> = { items: T[]; next_cursor: string | null };

async function walk<T>(app: TestApp, url: string, headers: Headers, limit: number): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer = await app.get(`${url}${url.includes('?') ? '&' : '?'}limit=${limit}${more}`, headers);
    expect(answer.statusCode).toBe(200);
    const page = answer.json<Page<T>>();
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}

describeApp('the lists of the cattery', (open) => {
  test('are empty at first', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    for (const url of ['/api/owners', '/api/cats', '/api/cats?owner_id=nobody'])
      expect((await app.get(url, headers)).json()).toEqual({ items: [], next_cursor: null });
  });

  test('owners stand by name whatever its case, then by e-mail; without a name first', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const given = [
      ['f@example.com', 'bob'],
      ['e@example.com', 'Ann'],
      ['d@example.com', 'ANN'],
      ['c@example.com', 'Жанна'],
      ['b@example.com', 'борис'],
      ['a@example.com', null],
      ['A2@example.com', null],
    ] as const;
    for (const [email, name] of given) await givenOwner(app, headers, { email, name });
    for (const limit of [1, 2, 100]) {
      const owners = await walk<OwnerOnWire>(app, '/api/owners', headers, limit);
      expect(owners.map(({ email }) => email.toLowerCase())).toEqual([
        'a2@example.com',
        'a@example.com',
        'd@example.com',
        'e@example.com',
        'f@example.com',
        'b@example.com',
        'c@example.com',
      ]);
    }
  });

  test('cats stand by nickname whatever its case, each with its owner; those of one owner by owner_id', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const ann = await givenOwner(app, headers, { name: 'Ann' });
    const bob = await givenOwner(app, headers, { name: 'Bob' });
    for (const [nickname, owner] of [
      ['tom', ann],
      ['Tom', bob],
      ['Anton', bob],
      ['барсик', ann],
      ['Барсик', ann],
    ] as const)
      await givenCat(app, headers, { nickname, owner_id: owner.id });
    const all = await walk<CatOnWire>(app, '/api/cats', headers, 2);
    expect(all.map(({ nickname }) => nickname.toLowerCase())).toEqual(['anton', 'tom', 'tom', 'барсик', 'барсик']);
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
    for (const owner of [ann, bob]) {
      const theirs = await walk<CatOnWire>(app, `/api/cats?owner_id=${owner.id}`, headers, 1);
      expect(theirs).toEqual(all.filter((cat) => cat.owner.id === owner.id));
      expect(theirs[0]?.owner).toEqual(owner);
    }
    const hostile = ["' OR 1=1 --", '%', '_', '\u0000', ann.id.toLowerCase(), 'x'.repeat(5000)];
    for (const text of hostile)
      expect((await app.get(`/api/cats?owner_id=${encodeURIComponent(text)}`, headers)).json().items).toEqual([]);
  });

  test('names that unfold into long texts can be kept and paged through', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const name = '\ufdfa'.repeat(64);
    for (const local of ['a', 'b', 'c'])
      await givenOwner(app, headers, { email: `${local}@${'long.'.repeat(45)}example`, name });
    expect(await walk<OwnerOnWire>(app, '/api/owners', headers, 1)).toHaveLength(3);
    const owner_id = (await givenOwner(app, headers)).id;
    for (let n = 0; n < 3; n += 1) await givenCat(app, headers, { nickname: '\ufdfa'.repeat(16), owner_id });
    expect(await walk<CatOnWire>(app, '/api/cats', headers, 1)).toHaveLength(3);
  });

  test('go on where the page ended when the row there, or its owner, is deleted or renamed in between', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const cats: CatOnWire[] = [];
    for (const nickname of ['Abel', 'Bela', 'Cleo', 'Dora', 'Emil'])
      cats.push(await givenCat(app, admin, { nickname }));
    const first = (await app.get('/api/cats?limit=2', admin)).json<Page<CatOnWire>>();
    const owners = (await app.get('/api/owners?limit=2', admin)).json<Page<OwnerOnWire>>();
    const [, bela, cleo] = cats;
    for (const cat of [bela, cleo]) {
      await send(app, 'DELETE', `/api/cats/${cat?.id}`, { headers: admin });
      await send(app, 'DELETE', `/api/owners/${cat?.owner.id}`, { headers: admin });
    }
    const second = (await app.get(`/api/cats?limit=2&cursor=${first.next_cursor}`, admin)).json<Page<CatOnWire>>();
    expect(second.items.map(({ nickname }) => nickname)).toEqual(['Dora', 'Emil']);
    expect(second.next_cursor).toBeNull();
    const rest = await app.get(`/api/owners?cursor=${owners.next_cursor}`, admin);
    const before = owners.items.map(({ id }) => id);
    const left = cats.map(({ owner }) => owner.id).filter((id) => !before.includes(id) && id !== cleo?.owner.id);
    expect(
      rest
        .json<Page<OwnerOnWire>>()
        .items.map(({ id }) => id)
        .toSorted(),
    ).toEqual(left.toSorted());
  });

  test('never break while owners and cats come and go', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const reader = await signedInAs(app);
    for (let n = 0; n < 8; n += 1) await givenCat(app, admin, { nickname: `Tom ${n}` });
    const churn = async (): Promise<void> => {
      for (const { id, owner } of (await app.get('/api/cats', admin)).json<Page<CatOnWire>>().items) {
        await send(app, 'DELETE', `/api/cats/${id}`, { headers: admin });
        await send(app, 'DELETE', `/api/owners/${owner.id}`, { headers: admin });
        await givenCat(app, admin);
      }
    };
    const read = async (): Promise<void> => {
      for (let round = 0; round < 10; round += 1)
        for (const cat of await walk<CatOnWire>(app, '/api/cats', reader, 3)) expect(cat.owner.id).toBeTruthy();
    };
    await Promise.all([churn(), read()]);
  });

  test('I13: a cursor is good for one reader, list and filter: another’s, a changed or a made up one is 400', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const { id: owner_id } = await givenOwner(app, headers);
    for (const nickname of ['Abel', 'Bela']) await givenCat(app, headers, { nickname, owner_id });
    await givenOwner(app, headers);
    const cursorOf = async (url: string) => String((await app.get(url, headers)).json().next_cursor);
    const all = await cursorOf('/api/cats?limit=1');
    const filtered = await cursorOf(`/api/cats?limit=1&owner_id=${owner_id}`);
    const owners = await cursorOf('/api/owners?limit=1');
    const bad = [
      [`/api/cats?cursor=${filtered}`, headers],
      [`/api/cats?cursor=${owners}`, headers],
      [`/api/cats?owner_id=${owner_id}&cursor=${all}`, headers],
      [`/api/cats?owner_id=another&cursor=${filtered}`, headers],
      [`/api/owners?cursor=${all}`, headers],
      [`/api/cats?cursor=${all}`, await signedInAs(app)],
      [`/api/owners?cursor=${owners}`, await signedInAs(app, 'admin')],
      [`/api/cats?cursor=${all.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`, headers],
      ['/api/cats?cursor=', headers],
      ['/api/owners?cursor=AAAA', headers],
    ] as const;
    for (const [url, who] of bad) expect([url, ...told(await app.get(url, who))]).toEqual([url, 400, 'invalid_cursor']);
    expect((await app.get(`/api/cats?cursor=${all}`, headers)).json().items).toHaveLength(1);
  });

  test('I12: no filter, sort or field that the table does not name, and no page without bounds', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const queries = [
      'limit=0',
      'limit=101',
      'limit=-1',
      'limit=1.5',
      'limit=x',
      'limit=1&limit=2',
      'limit[$gt]=1',
      'sort=email_canonical',
      'order=asc',
      'fields=email_canonical',
      'nickname=Tom',
      'email_canonical=x',
      'name_sort=x',
      'q=x',
      'owner_id=a&owner_id=b',
    ];
    for (const list of ['/api/cats', '/api/owners'])
      for (const query of queries) {
        const answer = await app.get(`${list}?${query}`, headers);
        expect([list, query, ...told(answer)]).toEqual([list, query, 422, 'validation_failed']);
      }
    expect((await app.get('/api/owners?owner_id=x', headers)).statusCode).toBe(422);
  });
});
