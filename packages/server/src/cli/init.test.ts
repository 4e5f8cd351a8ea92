import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '#server/config.ts';
import { openCommandLine } from '#test/command-line.ts';

const publicUrl = 'https://accounts.example';
const plain = `--public-url ${publicUrl} --mail off`;

function givenFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'portress-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { run, json } = openCommandLine();
  const read = (name = '.env') => readFileSync(join(folder, name), 'utf8');
  return {
    folder,
    read,
    settings: () => parseEnv(read()) as Record<string, string>,
    names: () => readdirSync(folder).toSorted(),
    init: (line: string, given?: { answers?: string[] }) => run(`init --dir ${folder} ${line}`, given),
    json: <T>(line: string) => json<T>(`init --dir ${folder} ${line}`),
  };
}

describe('init', () => {
  it('writes settings that production starts with, and a secret that nobody else can read', async () => {
    const { folder, init, settings } = givenFolder();
    const told = await init(plain);
    expect(told).toMatchObject({ exitCode: 0, error: '' });
    expect(told.out).toContain(`SETTINGS_DIR=${folder} npm start`);
    expect(told.out).not.toContain(settings().SECRET_KEY);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    const config = readConfig(settings(), folder);
    expect(config).toMatchObject({ isProduction: true, publicUrl, mail: 'off', trustedProxies: ['127.0.0.1', '::1'] });
    const other = givenFolder();
    await other.init(plain);
    expect(other.settings().SECRET_KEY).not.toBe(settings().SECRET_KEY);
  });

  it('writes to where the service looks for it, when the line names no folder', async () => {
    const { folder, read } = givenFolder();
    const told = await openCommandLine({ SETTINGS_DIR: folder }).run(`init ${plain}`);
    expect(told.out).toMatch(/^ {2}npm start /m);
    expect(read()).toContain(`PUBLIC_URL=${publicUrl}\n`);
  });

  it('lays everything for Compose beside it, the cluster with a password of its own', async () => {
    const { folder, json, names, read, settings } = givenFolder();
    const told = await json(`--compose cluster --public-url ${publicUrl}`);
    expect(told).toMatchObject({
      exitCode: 0,
      directory: folder,
      written: ['.env', 'compose.yaml', 'Caddyfile'],
      kept: [],
    });
    expect(names()).toEqual(['.env', 'Caddyfile', 'compose.yaml']);
    const { POSTGRES_PASSWORD: password = '', REDIS_PASSWORD = '', ...rest } = settings();
    for (const one of [password, REDIS_PASSWORD]) expect(one.length).toBeGreaterThanOrEqual(32);
    expect(rest.DATABASE_URL).toBe(`postgres://portress:${password}@postgres:5432/portress`);
    expect(rest.COMPOSE_PROFILES).toBe('mail-catcher');
    expect(readConfig(settings(), folder)).toMatchObject({
      smtpUrl: 'smtp://mail:1025',
      redisUrl: `redis://:${REDIS_PASSWORD}@redis:6379`,
    });
    // Whatever Compose is told to insist on is there.
    const insistedOn = [...read('compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    expect(insistedOn).toContain('SECRET_KEY');
    for (const name of insistedOn) expect(settings()).toHaveProperty(String(name));
    expect(Object.keys(parse(read('compose.yaml')).services)).toContain('node-a');
  });

  it('asks a person for what the line leaves out, again when the answer cannot be taken', async () => {
    const { folder, init, settings } = givenFolder();
    const answers = ['accounts.example', publicUrl, 'mail.example', 'smtp://ada:p%40ss@mail.example:587'];
    const senders = ['me', "Ada's $5 Club <accounts@club.example>", "Ada's Club <accounts@club.example>"];
    const told = await init('', { answers: [...answers, ...senders] });
    expect(told.exitCode).toBe(0);
    expect(told.error.split('\n').filter(Boolean)).toEqual([
      '  It must be a URL such as https://accounts.example.',
      '  It must be smtp://… or smtps://….',
      '  It must be an address, or a name and <address>.',
      expect.stringContaining('  It holds quotes, backslashes or line ends that a .env cannot hold everywhere'),
    ]);
    expect(readConfig(settings(), folder)).toMatchObject({
      smtpUrl: 'smtp://ada:p%40ss@mail.example:587',
      mailFrom: "Ada's Club <accounts@club.example>",
    });
    const empty = givenFolder();
    expect(await empty.init('', { answers: ['a', 'b', 'c'] })).toMatchObject({ exitCode: 1 });
    expect(empty.names()).toEqual([]);
  });

  it('overwrites nothing', async () => {
    const { init, names, read } = givenFolder();
    await init(plain);
    const before = read();
    const told = await init('--public-url https://other.example --mail off --compose single');
    expect(told).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining('.env is there already, and nothing was changed'),
    });
    expect(read()).toBe(before);
    expect(names()).toEqual(['.env']);
    expect(await init(plain)).toMatchObject({ exitCode: 0, out: expect.stringContaining('was as it should be') });
  });

  it('replaces by force, keeps a copy, and carries secrets and settings of the owner over', async () => {
    const { folder, init, names, read, settings } = givenFolder();
    await init(`--compose cluster --public-url ${publicUrl}`);
    const former = settings();
    writeFileSync(join(folder, '.env'), `${read()}SIGN_UP=invite\nPRODUCT_NAME='The # Club'\n`);
    const edited = read();
    const told = await init('--compose cluster --public-url https://new.example --mail off --force');
    expect(told.exitCode).toBe(0);
    const [copy = ''] = names().filter((name) => name.startsWith('.env.before-'));
    expect(read(copy)).toBe(edited);
    expect(statSync(join(folder, copy)).mode & 0o777).toBe(0o600);
    const { SECRET_KEY, POSTGRES_PASSWORD } = former;
    expect(settings()).toMatchObject({
      SECRET_KEY,
      POSTGRES_PASSWORD,
      PUBLIC_URL: 'https://new.example',
      SIGN_UP: 'invite',
    });
    expect(settings()).toMatchObject({ PRODUCT_NAME: 'The # Club', MAIL: 'off' });
    expect(settings()).not.toHaveProperty('SMTP_URL');
    expect(settings()).not.toHaveProperty('COMPOSE_PROFILES');
  });

  it('goes on with the database and the proxy that its owner had chosen, unless the line names another', async () => {
    const { folder, init, settings } = givenFolder();
    const own = {
      DATABASE_URL: 'postgres://db.example/portress',
      REDIS_URL: 'redis://cache',
      TRUSTED_PROXIES: '10.0.0.5',
    };
    const lines = Object.entries(own).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, '.env'), lines.join(''));
    await init(`${plain} --force`);
    expect(settings()).toMatchObject(own);
    await init(`${plain} --force --database postgres://other.example/portress`);
    expect(settings()).toMatchObject({ ...own, DATABASE_URL: 'postgres://other.example/portress' });
  });

  it('goes on with the secret of a database that development has made there', async () => {
    const { folder, init, settings } = givenFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/development-secret'), 'the secret of development 0123456789\n');
    await init(plain);
    expect(settings().SECRET_KEY).toBe('the secret of development 0123456789');
  });

  it.each([
    ['--public-url http://accounts.example --mail off', 1, 'must begin with https:// in production'],
    [`--public-url ${publicUrl}:8443 --mail off --compose single`, 1, 'must have no port with --compose'],
    ['--public-url http://localhost:8000 --mail off --compose single', 1, 'for a trial https://localhost will do'],
    [`${plain} --database mysql://db`, 1, '--database must be sqlite:FILE or postgres://…'],
    [`${plain} --database postgres://db/portress?sslmode=prefer`, 1, 'allow, prefer and no-verify'],
    [`--public-url ${publicUrl} --mail smtp://mail.example`, 2, '--mail-from is missing'],
    [`--public-url ${publicUrl}`, 2, '--mail is missing'],
    ['--mail off', 2, '--public-url is missing'],
    [`${plain} --compose both`, 2, '--compose is single or cluster, not "both"'],
    [`${plain} --compose cluster --database postgres://db/portress`, 2, 'brings its own PostgreSQL'],
  ])('refuses %s, and writes nothing', async (line, exitCode, sentence) => {
    const { init, names } = givenFolder();
    expect(await init(line)).toMatchObject({ exitCode, out: '', error: expect.stringContaining(sentence) });
    expect(names()).toEqual([]);
  });

  it('says what is wrong with settings that it would carry over', async () => {
    const { folder, init, read } = givenFolder();
    writeFileSync(join(folder, '.env'), 'SECRET_KEY=short\nSIGN_UP=perhaps\n');
    const told = await init(`${plain} --force`);
    expect(told).toMatchObject({
      exitCode: 1,
      error: expect.stringMatching(/SIGN_UP: .*\n {2}SECRET_KEY: must have 32/),
    });
    expect(read()).toContain('SIGN_UP=perhaps');
  });

  it('says so when the folder is none', async () => {
    const { folder, init } = givenFolder();
    writeFileSync(join(folder, 'file'), '');
    for (const path of ['file', 'file/below'])
      expect(await init(`${plain} --dir ${join(folder, path)}`)).toMatchObject({
        exitCode: 1,
        error: `${join(folder, path)} is no folder.\n`,
      });
  });
});
