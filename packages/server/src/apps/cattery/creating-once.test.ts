import { expect, test } from 'vitest';
import { removeWhatExpired } from '#server/housekeeping.ts';
import { readTables } from '#test/cases/every-table.ts';
import { exchangeBytes, listen, readAnswer } from '#test/cases/over-the-wire.ts';
import { describeApp } from '#test/test-app.ts';
import { type CatOnWire, givenOwner, send, signedInAs, told } from './test/given-cattery.ts';

const withKey = (headers: Record<string, string>, key: string) => ({ ...headers, 'idempotency-key': key });
const day = 24 * 3600;

describeApp('a POST with an Idempotency-Key', (open) => {
  test('of fifty at once makes one owner, and answers all of them with it', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const create = () => app.post('/api/owners', { email: 'ann@example.com' }, withKey(headers, 'one'));
    const answers = await Promise.all(Array.from({ length: 50 }, create));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.location)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect((await app.get('/api/owners', headers)).json().items).toEqual([answers[0]?.json()]);
  });

  test('of fifty at once makes one cat', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const { id: owner_id } = await givenOwner(app, headers);
    const create = () => app.post('/api/cats', { nickname: 'Tom', age: 1, owner_id }, withKey(headers, 'one'));
    const answers = await Promise.all(Array.from({ length: 50 }, create));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map((answer) => answer.json<CatOnWire>().id)).size).toBe(1);
    expect((await app.get('/api/cats', headers)).json().items).toHaveLength(1);
  });

  test('is answered with the cat as it is now, Location, ETag and Idempotency-Replayed', async () => {
    const app = await open();
    const headers = await signedInAs(app, 'moderator');
    const { id: owner_id } = await givenOwner(app, headers);
    const body = { nickname: 'Tom', age: 1, owner_id };
    const first = await app.post('/api/cats', body, withKey(headers, 'k'));
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const { id } = first.json<CatOnWire>();
    const mark = { body: { vaccinated: true }, headers };
    const now = await send(app, 'PATCH', `/api/cats/${id}/vaccinated`, mark);
    // Another order of the fields, and a default written out, are the same request.
    const same = { vaccinated: false, owner_id, age: 1.0, nickname: ' Tom ', description: null };
    const again = await app.post('/api/cats', same, withKey(headers, 'k'));
    expect([again.statusCode, again.json()]).toEqual([201, now.json()]);
    expect(again.headers).toMatchObject({
      location: first.headers.location,
      etag: now.headers.etag,
      'idempotency-replayed': 'true',
    });
    const browser = { ...withKey(headers, 'k'), origin: 'http://localhost:8000' };
    expect((await app.post('/api/cats', body, browser)).headers['access-control-expose-headers']).toMatch(
      /, Idempotency-Replayed$/,
    );
  });

  test('is refused with another body or call, and once the cat was deleted', async () => {
    const app = await open();
    const admin = await signedInAs(app, 'admin');
    const { id: owner_id } = await givenOwner(app, admin);
    const body = { nickname: 'Tom', age: 1, owner_id };
    const headers = withKey(admin, 'k');
    const { id } = (await app.post('/api/cats', body, headers)).json<CatOnWire>();
    for (const other of [
      { ...body, age: 2 },
      { ...body, vaccinated: true },
      { ...body, description: 'x' },
    ])
      expect(told(await app.post('/api/cats', other, headers))).toEqual([422, 'idempotency_key_reused']);
    const owner = { email: 'ann@example.com' };
    expect(told(await app.post('/api/owners', owner, headers))).toEqual([422, 'idempotency_key_reused']);
    await send(app, 'DELETE', `/api/cats/${id}`, { headers: admin });
    const gone = await app.post('/api/cats', body, headers);
    expect(told(gone)).toEqual([409, 'state_conflict']);
    expect(gone.json().detail).toContain('deleted');
    expect((await app.get('/api/cats', admin)).json().items).toEqual([]);
  });

  test('remembers nothing of a creation that failed', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const owner = await givenOwner(app, headers, { email: 'ann@example.com' });
    const create = (email: string) => app.post('/api/owners', { email }, withKey(headers, 'k'));
    expect(told(await create('ann@example.com'))).toEqual([409, 'email_taken']);
    expect(told(await create('no address'))).toEqual([422, 'validation_failed']);
    const cat = { nickname: 'Tom', age: 1, owner_id: 'nobody' };
    expect(told(await app.post('/api/cats', cat, withKey(headers, 'k')))).toEqual([404, 'owner_not_found']);
    const made = await create('bob@example.com');
    expect([made.statusCode, made.headers['idempotency-replayed']]).toEqual([201, undefined]);
    const mended = await app.post('/api/cats', { ...cat, owner_id: owner.id }, withKey(headers, 'other'));
    expect(mended.statusCode).toBe(201);
  });

  test('is another account’s own, and counts as new a day later', async () => {
    const app = await open({ ACCESS_TOKEN_MINUTES: '60' });
    const account = await app.givenAccount();
    const headersNow = async () => {
      const { access_token: token } = (await app.signIn(account)).json<{ access_token: string }>();
      return withKey({ authorization: `Bearer ${token}` }, 'k');
    };
    const first = await app.post('/api/owners', { email: 'ann@example.com' }, await headersNow());
    const other = await app.post('/api/owners', { email: 'bob@example.com' }, withKey(await signedInAs(app), 'k'));
    expect([first.statusCode, other.statusCode]).toEqual([201, 201]);
    expect(other.json().id).not.toBe(first.json().id);
    await app.clock.wind({ seconds: day + 1 });
    const later = await app.post('/api/owners', { email: 'cid@example.com' }, await headersNow());
    expect([later.statusCode, later.headers['idempotency-replayed']]).toEqual([201, undefined]);
    // Housekeeping leaves the key of today.
    await removeWhatExpired(app.app.context);
    expect((await readTables(app.database)).idempotency_keys).toHaveLength(1);
  });

  test('takes 1–255 visible ASCII characters, once; anything else is 400 and makes nothing', async () => {
    const app = await open();
    const headers = await signedInAs(app);
    const create = (key: string, email = 'ann@example.com') =>
      app.post('/api/owners', { email }, withKey(headers, key));
    for (const bad of ['', ' ', 'two words', 'one, two', 'x'.repeat(256), 'caf\u00e9', '\u007f', 'a\tb']) {
      const answer = await create(bad);
      expect([bad, ...told(answer)]).toEqual([bad, 400, 'invalid_request']);
      expect(answer.json().detail).toContain('1–255 visible ASCII');
    }
    expect((await app.get('/api/owners', headers)).json().items).toEqual([]);
    for (const [number, good] of ['x', 'x'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '!~{}'].entries())
      expect([good, (await create(good, `key-${number}@example.com`)).statusCode]).toEqual([good, 201]);
  });

  test('J9: in two lines is 400, and in query or body an unknown field', async () => {
    const app = await open();
    const { authorization = '' } = await signedInAs(app);
    const port = await listen(app);
    const body = JSON.stringify({ email: 'ann@example.com' });
    const ask = async (...keys: string[]) =>
      readAnswer(
        await exchangeBytes(
          port,
          [
            'POST /api/owners HTTP/1.1',
            'Host: localhost',
            'Connection: close',
            `Authorization: ${authorization}`,
            'Content-Type: application/json',
            `Content-Length: ${body.length}`,
            ...keys.map((key) => `Idempotency-Key: ${key}`),
            '',
            body,
          ].join('\r\n'),
        ),
      );
    for (const keys of [
      ['a', 'b'],
      ['a', 'a'],
    ]) {
      const answer = await ask(...keys);
      expect([answer.status, JSON.parse(answer.body).detail]).toEqual([
        400,
        'Send one Idempotency-Key header, not several.',
      ]);
    }
    expect((await ask('a')).status).toBe(201);
    const sent = { email: 'bob@example.com' };
    const headers = { authorization };
    expect((await app.post('/api/owners?idempotency_key=x', sent, headers)).statusCode).toBe(422);
    expect((await app.post('/api/owners', { ...sent, idempotency_key: 'x' }, headers)).statusCode).toBe(422);
  });
});
