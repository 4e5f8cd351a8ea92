import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { rotateSigningKeys } from '#features/access-tokens/rotate-signing-keys.ts';
import { findLastEvent } from '#features/account-events/store.ts';
import { findLastRevocation } from '#features/revocations/store.ts';
import { revokeServiceKey } from '#features/service-keys/revoke-service-key.ts';
import { migrations } from '#migrations/migrations.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { type CommandLine, openCommandLine } from '#test/command-line.ts';
import { type EventReader, readEvents } from '#test/event-reader.ts';
import { dialects, openTestDatabase, type TestDatabase } from '#test/every-database.ts';
import { fillInstallation, type GivenTokens } from '#test/given-full-installation.ts';
import { givenPhoto } from '#test/given-pictures.ts';
import { givenServiceKey } from '#test/given-service-key.ts';
import { runOnPostgres } from '#test/run-on-postgres.ts';
import { bearer, openApp, type TestApp, testSecret } from '#test/test-app.ts';
import { hashFile } from './hash-file.ts';

/** A database and a DATA_DIR, with the command line and the service on both. */
type Place = CommandLine & {
  database: TestDatabase;
  start(more?: Record<string, string>): Promise<TestApp>;
};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function givenPlace(dialect: TestDatabase['dialect'], settings: Record<string, string> = {}): Promise<Place> {
  const database = await openTestDatabase(dialect);
  // Whoever restores needs it for themselves.
  await database.database.close();
  closing.push(() => removeDatabase(database));
  const line = openCommandLine({ DATABASE_URL: database.url, ...settings });
  const start = async (more: Record<string, string> = {}): Promise<TestApp> => {
    const { database: opened } = await openDatabase({
      url: database.url,
      clock: database.clock,
      log: silentLog,
      migrations,
      checkpoints: false,
    });
    const app = await openApp(
      { ...database, database: opened, close: () => opened.close() },
      { DATA_DIR: line.dataDirectory, REFRESH_GRACE_SECONDS: '1', ...settings, ...more },
    );
    let isClosed = false;
    const close = async (): Promise<void> => {
      if (!isClosed) await app.close();
      isClosed = true;
    };
    closing.push(close);
    return { ...app, close };
  };
  return { ...line, database, start };
}

async function removeDatabase({ dialect, url }: TestDatabase): Promise<void> {
  if (dialect === 'sqlite') rmSync(dirname(url.slice('sqlite:'.length)), { recursive: true, force: true });
  else {
    const [, name = ''] = /\/([^/]+)$/.exec(url) ?? [];
    await runOnPostgres(`${inject('postgresUrl')}/postgres`, [`DROP DATABASE "${name}" WITH (FORCE)`]);
  }
}

const givenDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'portress-backups-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

type Tokens = { access_token: string; refresh_token: string };
const statusWith = async (app: TestApp, { access_token }: Pick<Tokens, 'access_token'>): Promise<number> =>
  (await app.get('/api/account', bearer(access_token))).statusCode;
const refreshWith = async (app: TestApp, { refresh_token }: Pick<Tokens, 'refresh_token'>) => {
  const answer = await app.post('/api/auth/refresh', { refresh_token });
  return [answer.statusCode, answer.json<{ code?: string }>().code];
};

/** Nobody has to look into a mailbox first, and may call as often as they like. */
const optional = { EMAIL_VERIFICATION: 'optional', SIGN_UPS_PER_HOUR: '0' };
const soon = { timeout: 5000, interval: 5 };
const readers: EventReader[] = [];
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

type Person = {
  email: string;
  password: string;
  /** Ended by a sign-out. */
  signedOut: Tokens;
  /** Of the device that changed the password. */
  live: Tokens;
  note: string;
  picture: Buffer;
};

/** People who come, sign in and out, change their password, send a picture and write something down, two at a time. */
async function startLoad(app: TestApp) {
  const people: Person[] = [];
  let isStopped = false;
  const bytes = await givenPhoto(64, 64).png().toBuffer();
  const done = <T>(answer: Awaited<ReturnType<TestApp['post']>>): T => {
    if (answer.statusCode >= 300) throw new Error(answer.body);
    return answer.statusCode === 204 ? (undefined as T) : answer.json<T>();
  };
  const come = async (email: string): Promise<Person> => {
    const [first, password, note] = ['a door that opens', `another door for ${email}`, `written by ${email}`];
    done(await app.post('/api/auth/sign-up', { email, password: first }));
    const signIn = async () => done<Tokens>(await app.signIn({ id: '', email, password: first }));
    const [signedOut, device] = [await signIn(), await signIn()];
    done(await app.post('/api/auth/sign-out', { refresh_token: signedOut.refresh_token }));
    const change = { method: 'PUT', url: '/api/account/password', headers: bearer(device.access_token) } as const;
    const live = done<Tokens>(await app.inject({ ...change, payload: { current_password: first, password } }));
    const url = '/api/account/avatar';
    const headers = { ...bearer(live.access_token), 'content-type': 'image/png' };
    const shown = done<{ avatar_url: string }>(await app.inject({ method: 'PUT', url, payload: bytes, headers }));
    done(await app.post('/api/contacts', { first_name: 'Mur', notes: note }, bearer(live.access_token)));
    const picture = (await app.get(new URL(shown.avatar_url).pathname)).rawPayload;
    return { email, password, signedOut, live, note, picture };
  };
  const comeAgainAndAgain = async (lane: number): Promise<void> => {
    for (let number = 1; !isStopped; number += 1) people.push(await come(`person-${lane}-${number}@example.com`));
  };
  const lanes = Promise.all([1, 2].map(comeAgainAndAgain));
  lanes.catch(() => {});
  return {
    people,
    untilPeople: async (count: number) => {
      const come = expect.poll(() => people.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
      await Promise.race([lanes, come]);
    },
    stop: async () => {
      isStopped = true;
      await lanes;
    },
  };
}

describe.each(dialects)('a backup taken under load (%s)', (dialect) => {
  const other = dialect === 'sqlite' ? 'postgres' : 'sqlite';

  test(`fault 26: is restored elsewhere, on ${other}, with all that was acknowledged before it began`, async () => {
    const directory = givenDirectory();
    const from = await givenPlace(dialect, optional);
    const app = await from.start();
    const load = await startLoad(app);
    await load.untilPeople(2);
    // What was acknowledged before the command begins; the load goes on meanwhile.
    const acknowledged = [...load.people];
    const backup = await from.json<{ path: string }>(`backup --to ${directory}`);
    await load.untilPeople(acknowledged.length + 1);
    await load.stop();
    expect(backup.exitCode).toBe(0);
    await app.close();

    const elsewhere = await givenPlace(other, optional);
    const restored = await elsewhere.json<{ exitCode: number }>(`restore ${backup.path} --keep-sessions`);
    expect(restored).toMatchObject({ exitCode: 0, ended: null, kept_aside: null, lost_pictures: 0 });
    const there = await elsewhere.start();
    for (const { signedOut, live, password, email, picture, note } of acknowledged) {
      expect([email, (await there.signIn({ id: '', email, password })).statusCode]).toEqual([email, 200]);
      expect(await refreshWith(there, signedOut)).toEqual([401, 'session_ended']);
      expect(await statusWith(there, signedOut)).toBe(401);
      expect(await statusWith(there, live)).toBe(200);
      const contacts = await there.get('/api/contacts', bearer(live.access_token));
      expect(contacts.json<{ items: { notes: string }[] }>().items.map(({ notes }) => notes)).toEqual([note]);
      const account = (await there.get('/api/account', bearer(live.access_token))).json<{ avatar_url: string }>();
      const served = await there.get(new URL(account.avatar_url).pathname);
      expect([served.statusCode, served.rawPayload.equals(picture)]).toEqual([200, true]);
    }
    expect((await elsewhere.run('audit verify')).exitCode).toBe(0);
  });
});

describe.each(dialects)('an older backup that is restored (%s)', (dialect) => {
  test('fault 26, P4: accepts nothing that ended since, that was issued since, or that was alive in it', async () => {
    const directory = givenDirectory();
    const place = await givenPlace(dialect, { BACKUP_DIR: directory });
    const app = await place.start();
    const full = await fillInstallation(app);
    const adminTokens = (await app.signIn(full.admin)).json<Tokens>();
    const invitation = await inviteBy(app, adminTokens);
    const endedSince = (await app.signIn(full.person)).json<Tokens>();
    const revokedSince = await givenServiceKey(app, ['revocations:read']);
    expect((await place.run('backup')).exitCode).toBe(0);

    await app.post('/api/auth/sign-out', { refresh_token: endedSince.refresh_token });
    await revokeServiceKey(app, revokedSince.id);
    const refreshed = (await app.post('/api/auth/refresh', { refresh_token: full.signedIn.refresh })).json<Tokens>();
    await rotateSigningKeys(app.app.context, async () => {});
    await app.clock.wind({ seconds: 61 });
    await app.app.context.signingKeys.reload();
    const issuedSince = (await app.signIn(full.person)).json<Tokens>();
    const kids = [adminTokens, issuedSince].map(kidOf);
    expect(new Set(kids).size).toBe(2);
    expect(await statusWith(app, issuedSince)).toBe(200);
    const cursors = [await findLastRevocation(app.database.read), await findLastEvent(app.database.read)];
    await app.close();

    const restored = await place.json<{ kept_aside: string; ended: Record<string, unknown> }>(
      'restore latest --replace',
    );
    expect(restored).toMatchObject({ exitCode: 0, lost_pictures: 0 });
    expect(restored.ended).toMatchObject({ sessions: 3, invitations: 2, service_keys: ['test', 'test'] });
    expect(readdirSync(restored.kept_aside).length).toBeGreaterThan(0);

    const there = await place.start();
    const asTokens = ({ access, refresh }: GivenTokens): Tokens => ({ access_token: access, refresh_token: refresh });
    const all = [adminTokens, asTokens(full.signedIn), asTokens(full.signedOut), endedSince, refreshed, issuedSince];
    for (const tokens of all) {
      expect(await statusWith(there, tokens)).toBe(401);
      expect((await refreshWith(there, tokens))[0]).toBe(401);
    }
    const reset = { token: full.resetToken, password: 'a door of somebody else' };
    expect((await there.post('/api/auth/password-reset', reset)).statusCode).toBe(400);
    const guest = { email: 'guest@example.com', password: 'a door that opens', invitation };
    expect((await there.post('/api/auth/sign-up', guest)).json<{ code: string }>().code).toBe('invalid_token');
    for (const { headers } of [full.serviceKey, revokedSince])
      expect((await there.get('/api/revocations', headers)).statusCode).toBe(401);

    // Who was there comes in as before, and what they have is there.
    const tokens = (await there.signIn(full.person)).json<Tokens>();
    expect(await statusWith(there, tokens)).toBe(200);
    const found = await there.get(`/api/contacts?q=${encodeURIComponent('Пташка')}`, bearer(tokens.access_token));
    expect(found.json<{ items: object[] }>().items).toHaveLength(1);
    expect((await place.run('audit verify')).exitCode).toBe(0);

    // Verifiers that have heard of more than this database knows hear what they need.
    const key = await givenServiceKey(there, ['revocations:read', 'accounts:read']);
    const revocations = await readEvents(there, '/api/revocations/stream', key.headers, cursors[0]);
    const accounts = await readEvents(there, '/api/account-events/stream', key.headers, cursors[1]);
    readers.push(revocations, accounts);
    await expect.poll(() => revocations.events.length, soon).toBeGreaterThanOrEqual(2);
    const revoked = revocations.events.map(({ data }) => JSON.parse(data) as { kind: string; id: string });
    expect(revoked.filter(({ kind }) => kind === 'key').map(({ id }) => id)).toEqual(expect.arrayContaining(kids));
    await expect.poll(() => accounts.events[0]?.event, soon).toBe('snapshot');
  });
});

const kidOf = ({ access_token: token }: Tokens): string =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

async function inviteBy(app: TestApp, { access_token }: Tokens): Promise<string> {
  const answer = await app.post('/api/invitations', { email: 'guest@example.com' }, bearer(access_token));
  return /#token=([\w-]+)/.exec(answer.json<{ url: string }>().url)?.[1] ?? '';
}

describe('a restore is refused, and changes nothing', () => {
  test('fault 26: while the service runs, where accounts would be lost, and with another secret', async () => {
    const directory = givenDirectory();
    const place = await givenPlace('sqlite', { BACKUP_DIR: directory });
    const app = await place.start();
    const account = await app.givenAccount();
    // Seals what there is under the secret of now.
    await place.run('audit verify');
    await place.run('backup');
    expect(await place.json('restore latest --replace')).toMatchObject({ exitCode: 1, error: { code: 'in_use' } });
    expect((await app.signIn(account)).statusCode).toBe(200);
    await app.close();
    expect(await place.json('restore latest')).toMatchObject({ exitCode: 1, error: { code: 'occupied' } });
    const other = { SECRET_KEY: 'another-secret-for-tests-0123456789-abcdef' };
    vi.stubEnv('SECRET_KEY', other.SECRET_KEY);
    for (const line of ['restore latest --replace', 'restore latest --replace --keep-sessions --lost-secret'])
      expect(await place.json(line)).toMatchObject({ exitCode: 1, error: { code: 'other_secret' } });
    vi.stubEnv('SECRET_KEY', testSecret);
    expect(readdirSync(place.dataDirectory).filter((name) => name !== 'avatars')).toEqual([]);
    const again = await place.start();
    expect((await again.signIn(account)).statusCode).toBe(200);
    await again.close();

    // The secret is lost for good: that has to be said, and is all it takes.
    vi.stubEnv('SECRET_KEY', other.SECRET_KEY);
    expect((await place.run('restore latest --replace --lost-secret')).exitCode).toBe(0);
    const anew = await place.start(other);
    expect(await statusWith(anew, (await anew.signIn(account)).json<Tokens>())).toBe(200);
    expect((await place.run('audit verify')).out).toMatch(/cannot be proved.*SECRET_KEY that is not set/s);
  });

  test('fault 26: from a backup that is damaged or newer, with all that is wrong with it at once', async () => {
    const directory = givenDirectory();
    const place = await givenPlace('sqlite', { BACKUP_DIR: directory });
    const app = await place.start();
    await fillInstallation(app);
    await app.close();
    await place.run('backup');
    const [name = ''] = readdirSync(directory);
    const [picture = ''] = readdirSync(join(directory, name, 'avatars'));
    const verify = (folder: string) => place.json<{ faults: string[] }>(`backup verify ${join(directory, folder)}`);
    expect(await verify(name)).toMatchObject({ exitCode: 0, faults: [], secret_fits: true });

    const breakCopy = async (folder: string, damage: (path: string) => void): Promise<string[]> => {
      cpSync(join(directory, name), join(directory, folder), { recursive: true });
      damage(join(directory, folder));
      const { exitCode, faults } = await verify(folder);
      expect([folder, exitCode]).toEqual([folder, 1]);
      const refused = await place.json<{ error: { message: string } }>(`restore ${join(directory, folder)} --replace`);
      expect([folder, refused.exitCode, refused.error.message]).toEqual([
        folder,
        1,
        expect.stringContaining(faults[0] ?? '-'),
      ]);
      return faults;
    };
    const flip = (file: string): void => {
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    };
    expect(await breakCopy('a-bit', (path) => flip(join(path, 'portress.db')))).toEqual([
      'portress.db was changed: its SHA-256 is another',
    ]);
    expect(await breakCopy('a-picture', (path) => flip(join(path, 'avatars', picture)))).toEqual([
      `avatars/${picture} was changed: its SHA-256 is another`,
    ]);
    expect(
      await breakCopy('two-faults', (path) => {
        rmSync(join(path, 'avatars.json'));
        writeFileSync(join(path, 'portress.db'), 'short');
      }),
    ).toEqual([expect.stringMatching(/^portress\.db has 5 bytes/), 'avatars.json is missing']);
    expect(await breakCopy('newer', (path) => makeNewer(path))).toEqual([
      expect.stringMatching(/newer version.*9999-moods/s),
    ]);
    expect((await place.json<{ error: { message: string } }>(`restore ${directory}`)).error.message).toMatch(
      /no backup\.json in it/,
    );
  });
});

/** As a version would leave it that takes something away which this one needs. */
function makeNewer(path: string): void {
  const file = join(path, 'portress.db');
  const database = new DatabaseSync(file);
  database.exec(`INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-moods', '2030-01-01T00:00:00.000Z');
    INSERT INTO migration_kinds (name, kind) VALUES ('9999-moods', 'contract')`);
  database.close();
  const manifest = JSON.parse(readFileSync(join(path, 'backup.json'), 'utf8')) as { files: object[] };
  manifest.files = manifest.files.map((one) =>
    'path' in one && one.path === 'portress.db' ? { path: one.path, ...hashFile(file) } : one,
  );
  writeFileSync(join(path, 'backup.json'), JSON.stringify(manifest));
}
