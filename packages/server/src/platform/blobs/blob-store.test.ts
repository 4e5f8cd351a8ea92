import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readConfig } from '#server/config.ts';
import { type Cloudinary, type RunningStore, startCloudinary, startS3, startSilence } from '#test/picture-stores.ts';
import { type BlobStore, BlobStoreUnavailable } from './blob-store.ts';
import { createFileStore } from './file-store.ts';
import { openBlobStore } from './open-blob-store.ts';
import { createS3Store } from './s3-store.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});
const later = <T extends { stop(): unknown }>(one: T): T => {
  ended.push(() => one.stop());
  return one;
};

const openStore = async (settings: Record<string, string>, root = '/nonexistent'): Promise<BlobStore> => {
  const store = await openBlobStore(readConfig(settings, root).avatarStore);
  ended.push(() => store.close());
  return store;
};

function givenDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'portress-blobs-'));
  ended.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function openFiles(): Promise<{ store: BlobStore; running: Pick<RunningStore, 'names'> }> {
  const root = givenDirectory();
  const directory = join(root, 'data/avatars');
  return { store: await openStore({}, root), running: { names: async () => readdirSync(directory) } };
}

async function openS3(): Promise<{ store: BlobStore; running: RunningStore }> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  const running = later(await startS3());
  return { store: await openStore(running.settings), running };
}

async function openCloudinary(): Promise<{ store: BlobStore; running: Cloudinary }> {
  const running = later(await startCloudinary());
  return { store: await openStore(running.settings), running };
}

const picture = Buffer.from('RIFF\x00\x01\xfe\xffWEBP and more', 'latin1');
const facts = { contentType: 'image/webp' };

describe.each([
  ['a directory', openFiles],
  ['an S3 bucket', openS3],
  ['Cloudinary', openCloudinary],
] as const)('a store in %s', (kind, open) => {
  test('keeps what is put into it, and forgets what is removed, also twice', { timeout: 60_000 }, async () => {
    const { store, running } = await open();
    await store.probe();
    await store.put('one.webp', picture, facts);
    await store.put('two.webp', Buffer.from('second'), facts);
    expect((await running.names()).map((name) => name.replace('.webp', '')).toSorted()).toEqual(['one', 'two']);
    if (kind !== 'Cloudinary') {
      expect(await store.get('one.webp')).toEqual(picture);
      expect(await store.get('three.webp')).toBeUndefined();
    }
    await store.remove('one.webp');
    await store.remove('one.webp');
    await store.remove('never.webp');
    expect((await running.names()).map((name) => name.replace('.webp', ''))).toEqual(['two']);
    if (kind !== 'Cloudinary') expect(await store.get('one.webp')).toBeUndefined();
  });

  test('L7: has no path made from a name', async () => {
    const { store } = await open();
    for (const name of ['../x', 'a/b', '.hidden', '', 'x\0', 'a\r\nb', '/etc/passwd', 'x'.repeat(200)])
      await expect(async () => store.put(name, picture, facts)).rejects.toThrow('plain name');
  });
});

describe('a store that cannot be used says so', () => {
  test('a directory that is a file, or that nobody may write to', async () => {
    const root = givenDirectory();
    writeFileSync(join(root, 'taken'), '');
    const store = createFileStore(join(root, 'taken'));
    await expect(store.put('one.webp', picture, facts)).rejects.toBeInstanceOf(BlobStoreUnavailable);
    await expect(store.probe()).rejects.toBeInstanceOf(BlobStoreUnavailable);
    chmodSync(root, 0o500);
    // Root may write anywhere; what is asked then is only that nothing else is thrown.
    await createFileStore(join(root, 'new'))
      .probe()
      .catch((error) => expect(error).toBeInstanceOf(BlobStoreUnavailable));
  });

  test('S3 that is away, does not answer, or knows no such bucket', { timeout: 60_000 }, async () => {
    const { running } = await openS3();
    await running.stop();
    const away = await openStore(running.settings);
    const silence = later(await startSilence());
    const silent = createS3Store({ bucket: 'avatars', endpoint: silence.url, region: 'us-east-1', publicUrl: null });
    const other = later(await startS3('another'));
    const unknown = createS3Store({
      bucket: 'avatars',
      endpoint: other.endpoint,
      region: 'us-east-1',
      publicUrl: null,
    });
    for (const store of [away, silent, unknown]) {
      const startedAt = performance.now();
      await expect(store.put('one.webp', picture, facts)).rejects.toBeInstanceOf(BlobStoreUnavailable);
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    }
    await expect(away.remove('one.webp')).rejects.toBeInstanceOf(BlobStoreUnavailable);
    await expect(unknown.get('one.webp')).rejects.toBeInstanceOf(BlobStoreUnavailable);
  });

  test('Cloudinary with trouble, with another secret, with a certificate that nobody vouches for', {
    timeout: 60_000,
  }, async () => {
    const { store, running } = await openCloudinary();
    for (const mood of ['refusing', 'broken', 'silent'] as const) {
      running.mood = mood;
      await expect(store.put('one.webp', picture, facts)).rejects.toBeInstanceOf(BlobStoreUnavailable);
      if (mood !== 'silent') await expect(store.remove('one.webp')).rejects.toBeInstanceOf(BlobStoreUnavailable);
    }
    running.mood = 'good';
    const url = running.settings.CLOUDINARY_URL ?? '';
    const stranger = await openStore({ ...running.settings, CLOUDINARY_URL: url.replace('a-secret', 'b-secret') });
    await expect(stranger.put('one.webp', picture, facts)).rejects.toBeInstanceOf(BlobStoreUnavailable);
    expect(await running.names()).toEqual([]);
    await store.put('one.webp', picture, facts);
    await running.stop();
    const untrusted = later(await startCloudinary());
    await untrusted.stop();
    await expect((await openStore(untrusted.settings)).put('one.webp', picture, facts)).rejects.toBeInstanceOf(
      BlobStoreUnavailable,
    );
  });
});

describe('a directory', () => {
  test('is its owner’s alone, and a file in it is whole or not there', async () => {
    const root = givenDirectory();
    const directory = join(root, 'data/avatars');
    const store = await openStore({}, root);
    await store.put('one.webp', picture, facts);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'one.webp')).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['one.webp']);
    // A crash may leave a draft: it goes with the file that it did not become.
    writeFileSync(join(directory, '.two.webp.draft'), 'half');
    expect(await store.get('two.webp')).toBeUndefined();
    await store.remove('two.webp');
    expect(readdirSync(directory)).toEqual(['one.webp']);
  });
});

describe('S3', () => {
  test('is told what it holds, so that it may answer for itself where it is public', { timeout: 60_000 }, async () => {
    const { running } = await openS3();
    const { endpoint } = running as Awaited<ReturnType<typeof startS3>>;
    const place = { bucket: 'avatars', endpoint, region: 'eu-central-1' };
    const store = createS3Store({ ...place, publicUrl: `${endpoint}/avatars` });
    await store.put('one.webp', picture, facts);
    const answer = await fetch(store.publicUrlOf('one.webp') ?? '');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-disposition': 'attachment',
    });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
    expect(createS3Store({ ...place, publicUrl: null }).publicUrlOf('one.webp')).toBeNull();
  });
});

describe('Cloudinary', () => {
  test('gets the bytes, signed, under a name of ours; removal reaches its caches, and its address is https', async () => {
    const { store, running } = await openCloudinary();
    await store.put('one.webp', picture, facts);
    await store.remove('one.webp');
    expect(running.asked.map(({ action }) => action)).toEqual(['image/upload', 'image/destroy']);
    expect(running.asked[0]?.fields).toMatchObject({ public_id: 'one', format: 'webp' });
    expect(running.asked[1]?.fields).toMatchObject({ public_id: 'one', invalidate: 'true' });
    expect(JSON.stringify(running.asked)).not.toContain('a-secret');
    expect(store.publicUrlOf('one.webp')).toBe('https://res.cloudinary.com/test-cloud/image/upload/one.webp');
  });
});
