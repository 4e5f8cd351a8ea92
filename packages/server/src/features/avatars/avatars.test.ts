import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { statement } from '#platform/database/statement.ts';
import {
  type AvatarApp,
  deleteAvatar,
  endAvatars,
  fileOf,
  openAvatars,
  pathOf,
  photo,
  putAvatar,
  signInFor,
} from '#test/given-avatars.ts';
import { formats, givenGif, givenPhoto, givenPng } from '#test/given-pictures.ts';
import { type RunningStore, startCloudinary, startS3 } from '#test/picture-stores.ts';
import { bearer, describeApp, openApp, testSecret } from '#test/test-app.ts';
import { drawnKeyOf } from './drawn-key.ts';
import { createAvatarFile, useAvatarFile } from './store.ts';

const running: Pick<RunningStore, 'stop'>[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  endAvatars();
});

const removeAccount = statement<{ id: string }>('test.remove_account', 'DELETE FROM accounts WHERE id = :id');
const suspend = statement<{ id: string }>('test.suspend', "UPDATE accounts SET status = 'suspended' WHERE id = :id");
const drawnPath = /^\/avatars\/[\w-]{32}\.svg$/;
const uploadedPath = /^\/avatars\/[\w-]{22}\.webp$/;
const accountKeys = [
  'avatar_url',
  'country',
  'created_at',
  'email',
  'email_verified',
  'first_name',
  'id',
  'last_name',
  'locale',
  'role',
  'status',
  'time_zone',
  'updated_at',
  'username',
];

const deleteAccount = (app: AvatarApp, id: string): Promise<void> =>
  app.database.transaction(async (transaction) => {
    transaction.announce('accounts', id);
    await transaction.change(removeAccount, { id });
  });

describeApp('the picture of an account', (open) => {
  test('M21, I5: is set, replaced and removed; the answer is the account, and every other answer follows', async () => {
    const app = await openAvatars(open);
    const { accessToken, account } = await signInFor(app);
    const before = await app.get('/api/account', bearer(accessToken));
    expect(pathOf(before)).toMatch(drawnPath);

    const set = await putAvatar(app, accessToken, await photo());
    expect(set.statusCode, set.body).toBe(200);
    expect(Object.keys(set.json()).toSorted()).toEqual(accountKeys);
    expect(set.json()).toMatchObject({ id: account.id, email: account.email });
    expect(pathOf(set)).toMatch(uploadedPath);
    expect(set.json().updated_at >= before.json().updated_at).toBe(true);
    expect((await app.get('/api/account', bearer(accessToken))).json()).toEqual(set.json());
    expect((await app.signIn(account)).json().account).toEqual(set.json());

    const removed = await deleteAvatar(app, accessToken);
    expect([removed.statusCode, pathOf(removed)]).toEqual([200, pathOf(before)]);
    expect(Object.keys(removed.json()).toSorted()).toEqual(accountKeys);
    const again = await deleteAvatar(app, accessToken);
    expect([again.statusCode, again.json()]).toEqual([200, removed.json()]);
  });

  test('L3, L8: is served as a WebP of 250 × 250 without metadata, with headers that let it do nothing', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const given = await givenPhoto()
      .jpeg()
      .withExif({ IFD3: { GPSLatitude: '50/1 27/1 0/1' } })
      .toBuffer();
    const url = pathOf(await putAvatar(app, accessToken, given));
    const served = await app.get(url);
    expect(served.statusCode).toBe(200);
    expect(served.headers).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'content-disposition': 'attachment',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
      'referrer-policy': 'no-referrer',
      'content-length': String(served.rawPayload.length),
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    });
    expect(served.headers['set-cookie']).toBeUndefined();
    const metadata = await sharp(served.rawPayload).metadata();
    expect(metadata).toMatchObject({ format: 'webp', width: 250, height: 250 });
    expect(metadata.exif).toBeUndefined();

    const head = await app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.rawPayload.length, head.headers.etag]).toEqual([200, 0, served.headers.etag]);
    expect(head.headers['content-length']).toBe(served.headers['content-length']);
    for (const known of [String(served.headers.etag), `"other", W/${served.headers.etag}`, '*']) {
      const unchanged = await app.get(url, { 'if-none-match': known });
      expect([unchanged.statusCode, unchanged.body, unchanged.headers.etag]).toEqual([304, '', served.headers.etag]);
    }
    expect((await app.get(url, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  test('L9: one picture for each account: the old file is not served from then on, and is removed', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const urls: string[] = [];
    for (const colour of ['#c00', '#0c0', '#00c'])
      urls.push(pathOf(await putAvatar(app, accessToken, await photo(colour))));
    expect(new Set(urls).size).toBe(3);
    for (const url of urls.slice(0, 2)) expect((await app.get(url)).statusCode).toBe(404);
    expect((await app.get(urls[2] ?? '')).statusCode).toBe(200);
    await app.sweep();
    expect(app.files().map((file) => `/avatars/${file}`)).toEqual(urls.slice(2));
    expect(await app.notes()).toHaveLength(1);
    await deleteAvatar(app, accessToken);
    expect((await app.get(urls[2] ?? '', { 'if-none-match': '*' })).statusCode).toBe(404);
    await app.sweep();
    expect([app.files(), await app.notes()]).toEqual([[], []]);
  });

  test('L9: of 50 parallel changes by two sessions one is shown, and one file is left', {
    timeout: 120_000,
  }, async () => {
    const app = await openAvatars(open);
    const { accessToken, account } = await signInFor(app);
    const other = await signInFor(app, account);
    const pictures = [await photo('#c00'), await photo('#0c0')];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 5 === 4
          ? deleteAvatar(app, accessToken)
          : putAvatar(app, index % 2 === 0 ? accessToken : other.accessToken, pictures[index % 2] ?? Buffer.alloc(0)),
      ),
    );
    for (const answer of answers) expect([200, 429], answer.body).toContain(answer.statusCode);
    expect(answers.filter((answer) => answer.statusCode === 200).length).toBeGreaterThan(10);
    const last = await putAvatar(app, accessToken, await photo('#00c'));
    expect(last.statusCode, last.body).toBe(200);
    await app.sweep();
    expect(app.files()).toEqual([fileOf(last)]);
    expect(await app.notes()).toHaveLength(1);
    expect((await app.get(pathOf(last))).statusCode).toBe(200);
    expect(app.app.context.uploads.taken).toBe(0);
  });

  test('A10, E9: a deleted account takes its picture along, though whoever deletes it knows nothing of pictures', async () => {
    const app = await openAvatars(open);
    const [ann, bob] = [await signInFor(app), await signInFor(app)];
    const url = pathOf(await putAvatar(app, ann.accessToken, await photo()));
    const bobs = fileOf(await putAvatar(app, bob.accessToken, await photo()));
    await deleteAccount(app, ann.account.id);
    expect((await app.get(url)).statusCode).toBe(404);
    // No sweep is asked for: the news of the account is enough.
    // The file goes first, then what was noted of it.
    for (let tries = 0; tries < 500 && (await app.notes()).length > 1; tries += 1)
      await new Promise((done) => setTimeout(done, 10));
    expect(app.files()).toEqual([bobs]);
    expect((await app.notes()).map((note) => note.account_id)).toEqual([bob.account.id]);
  });

  test('E9: many accounts that go at once leave no file, however many looks it takes', async () => {
    const app = await openAvatars(open);
    const { avatarStore } = app.app.context;
    const people = await Promise.all(Array.from({ length: 45 }, () => app.givenAccount()));
    for (const [index, { id }] of people.entries()) {
      const key = String(index).padStart(22, 'A');
      await createAvatarFile(app.database.write, key, id);
      await avatarStore.put(`${key}.webp`, Buffer.from('x'), { contentType: 'image/webp' });
      await app.database.transaction((transaction) => useAvatarFile(transaction, key, id));
    }
    await app.sweep();
    expect(app.files()).toHaveLength(45);
    for (const { id } of people) await app.database.write.change(removeAccount, { id });
    expect(await app.sweep()).toBe(45);
    expect([app.files(), await app.notes()]).toEqual([[], []]);
  });

  test('an account that goes while its picture is being made leaves no file', async () => {
    const app = await openAvatars(open);
    const { accessToken, account } = await signInFor(app);
    const under = putAvatar(app, accessToken, await givenPhoto(4000, 3000).avif({ effort: 0 }).toBuffer());
    for (let tries = 0; tries < 500 && app.app.context.pictures.pid === undefined; tries += 1)
      await new Promise((done) => setTimeout(done, 5));
    await deleteAccount(app, account.id);
    const answer = await under;
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_ended']);
    await app.sweep();
    await app.clock.wind({ seconds: 601 });
    await app.sweep();
    expect([app.files(), await app.notes()]).toEqual([[], []]);
  });

  test('a suspended account changes nothing, also where this node remembers it as active', async () => {
    const app = await openAvatars(open);
    const { accessToken, account } = await signInFor(app);
    await app.get('/api/account', bearer(accessToken));
    await app.database.write.change(suspend, { id: account.id });
    for (const answer of [await putAvatar(app, accessToken, await photo()), await deleteAvatar(app, accessToken)])
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'session_ended']);
    await app.clock.wind({ seconds: 601 });
    await app.sweep();
    expect(app.files()).toEqual([]);
  });

  test('a crash between the file and the commit leaves a note, and the file is removed by it', async () => {
    const app = await openAvatars(open);
    const { account } = await signInFor(app);
    await createAvatarFile(app.database.write, 'AAAAAAAAAAAAAAAAAAAAAA', account.id);
    await app.app.context.avatarStore.put('AAAAAAAAAAAAAAAAAAAAAA.webp', await photo(), { contentType: 'image/webp' });
    expect((await app.get('/avatars/AAAAAAAAAAAAAAAAAAAAAA.webp')).statusCode).toBe(404);
    await app.sweep();
    expect(app.files()).toHaveLength(1);
    await app.clock.wind({ seconds: 601 });
    expect(await app.sweep()).toBe(1);
    expect([app.files(), await app.notes()]).toEqual([[], []]);
  });

  test('I7, L9: nobody reaches or guesses the picture of somebody else', async () => {
    const app = await openAvatars(open);
    const [ann, bob] = [await signInFor(app), await signInFor(app)];
    const anns = await putAvatar(app, ann.accessToken, await photo());
    // Every verb acts on the caller's own account; there is no address that names another one's.
    for (const method of ['PUT', 'DELETE', 'GET', 'PATCH', 'POST'] as const)
      for (const url of [`/api/accounts/${ann.account.id}/avatar`, `/api/account/avatar/${ann.account.id}`]) {
        const answer = await app.inject({ method, url, headers: bearer(bob.accessToken) });
        expect([method, url, answer.statusCode]).toEqual([method, url, 404]);
      }
    for (const url of [`/api/account/avatar?account_id=${ann.account.id}`, `/api/account/avatar?id=${ann.account.id}`])
      expect((await app.inject({ method: 'DELETE', url, headers: bearer(bob.accessToken) })).statusCode).toBe(422);
    await putAvatar(app, bob.accessToken, await photo());
    await deleteAvatar(app, bob.accessToken);
    expect((await app.get(pathOf(anns))).statusCode).toBe(200);
    // The same picture has another address each time, and neither id nor address of the account is in any of them.
    const mine = await putAvatar(app, bob.accessToken, await photo());
    const second = await putAvatar(app, bob.accessToken, await photo());
    const keys = [anns, mine, second].map(fileOf);
    expect(new Set(keys.map((key) => key.slice(0, 8))).size).toBe(3);
    for (const file of keys) expect(Buffer.from(file.replace('.webp', ''), 'base64url')).toHaveLength(16);
    const drawn = pathOf(await deleteAvatar(app, bob.accessToken));
    expect(drawn).not.toContain(bob.account.id);
    expect(drawn).not.toContain(drawnKeyOf(createSecrets([`${testSecret}-another`]), bob.account.id));
  });

  test('L3: what was never made is 404 and is not stored by anybody', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const good = fileOf(await app.get('/api/account', bearer(accessToken)));
    const turned = `${good[0] === 'A' ? 'B' : 'A'}${good.slice(1)}`;
    for (const file of [
      'AAAAAAAAAAAAAAAAAAAAAA.webp',
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.svg',
      turned,
      good.replace(/.\.svg$/, (end) => `${end[0] === 'A' ? 'B' : 'A'}.svg`),
      good.replace('.svg', '.webp'),
      good.replace('.svg', ''),
      `${good}.svg`,
      '..%2f..%2fportress.db',
      '..%5cportress.db',
      '.draft',
      '%00.webp',
      'x'.repeat(199),
    ]) {
      const answer = await app.get(`/avatars/${file}`);
      expect([file, answer.statusCode, answer.headers['cache-control']]).toEqual([file, 404, 'no-store']);
    }
    expect((await app.get(`/avatars/${good}`)).statusCode).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect([404, 405]).toContain(
        (await app.inject({ method, url: `/avatars/${good}`, headers: bearer(accessToken) })).statusCode,
      );
  });

  test.each(formats)('a %s is taken', async (format) => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const answer = await putAvatar(app, accessToken, await givenPhoto()[format]().toBuffer(), {
      'content-type': `image/${format}`,
    });
    expect(answer.statusCode, answer.body).toBe(200);
    expect((await app.get(pathOf(answer))).headers['content-type']).toBe('image/webp');
  });

  test('L2, L4, L5: what cannot be taken is refused by a code, tells what was measured, and changes nothing', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const before = fileOf(await putAvatar(app, accessToken, await photo()));
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const whole = await photo();
    const cases: [Buffer, number, string, RegExp][] = [
      [svg, 415, 'unsupported_media_type', /content decides/],
      [Buffer.from('<!doctype html><script>1</script>'), 415, 'unsupported_media_type', /JPEG, PNG, WebP, GIF or AVIF/],
      [Buffer.from('%PDF-1.7'), 415, 'unsupported_media_type', /no JPEG/],
      [
        givenPng(50_000, 50_000, Buffer.alloc(9)),
        422,
        'too_many_pixels',
        /2500000000 pixels \(50000 × 50000\); at most 40000000/,
      ],
      [givenGif(10_000), 422, 'too_many_frames', /10000 frames; at most 1000/],
      [whole.subarray(0, whole.length / 2), 422, 'unreadable_picture', /damaged or not complete/],
      [Buffer.concat([whole, Buffer.from('<script>1</script>')]), 422, 'unreadable_picture', /HTML/],
      [Buffer.alloc(0), 422, 'required', /empty/],
    ];
    for (const [bytes, status, code, detail] of cases) {
      // Said to be a PNG, whatever it is.
      const answer = await putAvatar(app, accessToken, bytes, { 'content-type': 'image/png' });
      const problem = answer.json();
      expect([
        answer.statusCode,
        problem.errors?.[0].code ?? problem.code,
        problem.errors?.[0].field ?? 'file',
      ]).toEqual([status, code, 'file']);
      expect(problem.detail).toMatch(detail);
    }
    expect(fileOf(await app.get('/api/account', bearer(accessToken)))).toBe(before);
    expect(app.files()).toEqual([before]);
  });

  test('a picture may be changed 20 times an hour; the answer tells how it stands, and what we failed at is free', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const tiny = await givenPhoto(8, 8).png().toBuffer();
    const put = () => putAvatar(app, accessToken, tiny, { 'content-type': 'image/png' });
    for (let left = 19; left >= 0; left -= 1) {
      const answer = await put();
      expect([answer.statusCode, answer.headers.ratelimit]).toEqual([
        200,
        expect.stringContaining(`"avatar_changes";r=${left};`),
      ]);
    }
    const refused = await put();
    expect([refused.statusCode, refused.json().code, Number(refused.headers['retry-after']) > 0]).toEqual([
      429,
      'too_many_requests',
      true,
    ]);
    expect((await deleteAvatar(app, accessToken)).statusCode).toBe(200);
    const other = await signInFor(app);
    await app.app.context.pictures.close();
    for (let time = 0; time < 25; time += 1)
      expect((await putAvatar(app, other.accessToken, tiny, { 'content-type': 'image/png' })).statusCode).toBe(503);
  });
});

describeApp('the default picture', (open) => {
  test('L9: is drawn for each account, the same each time, from an address that tells nothing of it', async () => {
    const app = await openAvatars(open);
    const [ann, bob] = [await signInFor(app), await signInFor(app)];
    const urls = await Promise.all(
      [ann, ann, bob].map(async ({ accessToken }) => pathOf(await app.get('/api/account', bearer(accessToken)))),
    );
    expect([urls[0] === urls[1], urls[0] === urls[2]]).toEqual([true, false]);
    const [first, again, other] = await Promise.all(urls.map((url) => app.get(url)));
    expect([first?.body === again?.body, first?.body === other?.body]).toEqual([true, false]);
    expect(first?.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(first?.body).not.toMatch(/script|style|href|on\w+=/i);
    expect(await sharp(Buffer.from(first?.body ?? '')).metadata()).toMatchObject({
      format: 'svg',
      width: 250,
      height: 250,
    });
    expect((await app.get(urls[0] ?? '', { 'if-none-match': String(first?.headers.etag) })).statusCode).toBe(304);
  });

  test('is Gravatar’s by setting alone: the digest of the address goes there, and nowhere else', async () => {
    const app = await openAvatars(open, { AVATAR_DEFAULT: 'gravatar' });
    const account = await app.givenAccount({ email: 'myemailaddress@example.com' });
    const { accessToken } = await signInFor(app, account);
    const { avatar_url: url } = (await app.get('/api/account', bearer(accessToken))).json();
    // The example of Gravatar's own documentation.
    expect(url).toBe(
      'https://www.gravatar.com/avatar/84059b07d4be67b806386c0aad8070a23f18836bbaae342275dc0a83414c32ee?s=250&d=identicon&r=g',
    );
    const set = await putAvatar(app, accessToken, await photo());
    expect(pathOf(set)).toMatch(uploadedPath);
    expect((await deleteAvatar(app, accessToken)).json().avatar_url).toBe(url);
  });

  test('addresses follow PUBLIC_URL and its path', async () => {
    const app = await openAvatars(open, { PUBLIC_URL: 'http://localhost:8000/accounts' });
    const { accessToken } = await signInFor(app);
    const headers = { ...bearer(accessToken), 'content-type': 'image/jpeg' };
    const answer = await app.inject({
      method: 'PUT',
      url: '/accounts/api/account/avatar',
      headers,
      payload: await photo(),
    });
    expect(answer.json().avatar_url).toMatch(/^http:\/\/localhost:8000\/accounts\/avatars\/[\w-]{22}\.webp$/);
    expect((await app.inject({ method: 'GET', url: pathOf(answer) })).statusCode).toBe(200);
  });
});

describeApp('pictures in other stores', (open) => {
  const givenS3 = async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
    const store = await startS3();
    running.push(store);
    return store;
  };

  test('S3: a private bucket is served through us, replaced and emptied', { timeout: 60_000 }, async () => {
    const s3 = await givenS3();
    const app = await openAvatars(open, s3.settings);
    const { accessToken } = await signInFor(app);
    const first = await putAvatar(app, accessToken, await photo());
    expect(first.statusCode, first.body).toBe(200);
    const second = await putAvatar(app, accessToken, await photo('#0c0'));
    await app.sweep();
    expect(await s3.names()).toEqual([fileOf(second)]);
    const served = await app.get(pathOf(second));
    expect([served.statusCode, served.headers['content-type']]).toEqual([200, 'image/webp']);
    expect(await sharp(served.rawPayload).metadata()).toMatchObject({ format: 'webp', width: 250 });
    await deleteAvatar(app, accessToken);
    await app.sweep();
    expect(await s3.names()).toEqual([]);
    expect(app.files()).toEqual([]);
  });

  test('S3: a bucket with a public address is pointed to', { timeout: 60_000 }, async () => {
    const s3 = await givenS3();
    const store = `${s3.settings.AVATAR_STORE}&public_url=https%3A%2F%2Fcdn.example%2Favatars`;
    const app = await openAvatars(open, { AVATAR_STORE: store });
    const { accessToken } = await signInFor(app);
    const answer = await putAvatar(app, accessToken, await photo());
    expect(answer.json().avatar_url).toMatch(/^https:\/\/cdn\.example\/avatars\/[\w-]{22}\.webp$/);
    const redirect = await app.get(`/avatars/${answer.json().avatar_url.split('/').at(-1)}`);
    expect([redirect.statusCode, redirect.headers.location]).toEqual([302, answer.json().avatar_url]);
  });

  test('a store that is away: 503, the picture before stays, and what is to go is not forgotten', {
    timeout: 60_000,
  }, async () => {
    const s3 = await givenS3();
    const app = await openAvatars(open, { ...s3.settings, LOG_LEVEL: 'warn' });
    const { accessToken, account } = await signInFor(app);
    const first = await putAvatar(app, accessToken, await photo());
    await s3.stop();
    const refused = await putAvatar(app, accessToken, await photo('#0c0'));
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      503,
      'unavailable',
      '30',
    ]);
    expect(pathOf(await app.get('/api/account', bearer(accessToken)))).toBe(pathOf(first));
    const away = await app.get(pathOf(first));
    expect([away.statusCode, away.headers['cache-control']]).toEqual([503, 'no-store']);
    // Removing is possible all the same: from now on nobody gets it from us.
    expect((await deleteAvatar(app, accessToken)).statusCode).toBe(200);
    expect((await app.get(pathOf(first))).statusCode).toBe(404);
    await deleteAccount(app, account.id);
    expect(await app.sweep()).toBe(0);
    const waiting = await app.notes();
    expect(waiting).toHaveLength(2);
    expect(waiting.every((note) => note.account_id === null && note.remove_at !== null)).toBe(true);
    expect(app.logged()).toContain('a picture could not be removed; it is tried again');
    expect(app.logged()).not.toContain('S3RVER');

    // It comes back elsewhere with what it held: the next node removes it.
    const back = await givenS3();
    const other = await openApp(app, { DATA_DIR: '/nonexistent', ...back.settings });
    const { sweepAvatarFiles } = await import('./sweep-avatar-files.ts');
    await other.app.context.avatarStore.put(fileOf(first), await photo(), { contentType: 'image/webp' });
    await app.clock.wind({ seconds: 3600 });
    expect(await sweepAvatarFiles(other.app.context)).toBe(2);
    expect([await back.names(), await app.notes()]).toEqual([[], []]);
    await other.app.server.close();
  });

  test('Cloudinary: its own address is told, the picture is uploaded signed and destroyed', {
    timeout: 60_000,
  }, async () => {
    const cloudinary = await startCloudinary();
    running.push(cloudinary);
    const app = await openAvatars(open, { ...cloudinary.settings, LOG_LEVEL: 'debug' });
    const { accessToken } = await signInFor(app);
    const answer = await putAvatar(app, accessToken, await photo());
    expect(answer.statusCode, answer.body).toBe(200);
    const { avatar_url: url } = answer.json();
    expect(url).toMatch(/^https:\/\/res\.cloudinary\.com\/test-cloud\/image\/upload\/[\w-]{22}\.webp$/);
    const [key] = await cloudinary.names();
    expect(url).toContain(`/${key}.webp`);
    cloudinary.mood = 'refusing';
    expect((await putAvatar(app, accessToken, await photo())).statusCode).toBe(503);
    expect((await app.get('/api/account', bearer(accessToken))).json().avatar_url).toBe(url);
    cloudinary.mood = 'good';
    await deleteAvatar(app, accessToken);
    await app.clock.wind({ seconds: 3600 });
    await app.sweep();
    expect([await cloudinary.names(), await app.notes()]).toEqual([[], []]);
    expect(app.logged()).not.toContain('a-secret_of-the-cloud');
  });
});
