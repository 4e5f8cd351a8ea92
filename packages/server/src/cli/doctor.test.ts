import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, inject, it, vi } from 'vitest';
import { randomId } from '#platform/crypto/random.ts';
import { type CommandLine, openCommandLine } from '#test/command-line.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { startS3 } from '#test/picture-stores.ts';
import type { Finding } from './doctor/finding.ts';

/** The report; `of` are the findings of that name, as "status message". */
async function examine(line: CommandLine, more = '') {
  const { checks, exitCode } = await line.json<{ checks: Finding[] }>(`doctor${more}`);
  const of = (name: string): string[] =>
    checks.filter((finding) => finding.name === name).map(({ status, message }) => `${status} ${message}`);
  return { checks, exitCode, of, faults: checks.filter(({ status }) => status === 'fault') };
}

/** An empty database, made as it is said. */
async function givenPostgres(how: string) {
  const server = inject('postgresUrl');
  const name = `doctor_${randomId().replaceAll('-', '_')}`;
  const onServer = async (text: string): Promise<void> => {
    const client = new pg.Client({ connectionString: `${server}/postgres` });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await onServer(`CREATE DATABASE "${name}" TEMPLATE template0 ${how}`);
  return { url: `${server}/${name}`, drop: () => onServer(`DROP DATABASE "${name}" WITH (FORCE)`) };
}

describe('doctor', () => {
  it('finds nothing wrong with a fresh clone, and makes nothing', async () => {
    const line = openCommandLine({ SECRET_KEY: undefined, NODE_ENV: 'development' });
    const { faults, exitCode, of } = await examine(line);
    expect({ faults, exitCode }).toEqual({ faults: [], exitCode: 0 });
    expect(of('database')).toEqual(['ok there is none yet: the first start makes it']);
    expect(readdirSync(line.dataDirectory)).toEqual([]);
  });

  it('finds nothing wrong with an installation in use', async () => {
    const line = openCommandLine();
    const app = await line.serve();
    await app.signIn(await app.givenAccount());
    const { faults, of } = await examine(line);
    expect(faults).toEqual([]);
    expect(of('database')).toEqual([
      'ok SQLite is open, with a write-ahead log that is synced at each commit',
      'ok the file is whole',
    ]);
    expect(of('signing keys')).toEqual(['ok one, and it can be opened']);
    expect(of('sessions')).toEqual(['ok 1 live, all under the present SECRET_KEY']);
    expect(of('outbox')).toEqual(['ok 0 waiting, 0 given up within a day']);
  });

  it('says where pictures are kept, and asks a store that is not the disk', { timeout: 60_000 }, async () => {
    const kept = await examine(openCommandLine());
    expect(kept.of('pictures')).toEqual([expect.stringMatching(/^ok kept in .*avatars, which the first one makes$/)]);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
    const s3 = await startS3();
    const line = openCommandLine(s3.settings);
    expect((await examine(line)).of('pictures')).toEqual([`ok the S3 bucket avatars at ${s3.endpoint} takes them`]);
    expect(await s3.names()).toEqual([]);
    await s3.stop();
    const away = await examine(line);
    expect(away.exitCode).toBe(1);
    expect(away.of('pictures')).toEqual([expect.stringMatching(/^fault the S3 bucket avatars .*does not take them: /)]);
  });

  it('prints a line for each finding, with what to do below', async () => {
    const line = openCommandLine({ APP_ORIGINS: 'https://elsewhere.example', PUBLIC_URL: 'https://app.invalid' });
    const { exitCode, out } = await line.run('doctor');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^ok {7}settings: /);
    expect(out).toMatch(/\nwarning {2}app origins: https:\/\/elsewhere\.example is another site .*\n {9}→ Serve both/);
    expect(out).toMatch(/No fault, \d warnings\.\n$/);
  });

  it('N7: names every fault of the settings at once, and repeats none of their values', async () => {
    const line = openCommandLine({
      NODE_ENV: 'production',
      SECRET_KEY: 'short-secret',
      PUBLIC_URL: 'http://accounts.example',
      APP_ORIGINS: '*',
      REFRESH_IDLE_SECONDS: '60',
    });
    const { checks, exitCode } = await examine(line);
    expect(exitCode).toBe(1);
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual(checks.map(() => 'settings fault'));
    for (const setting of ['SECRET_KEY', 'PUBLIC_URL', 'APP_ORIGINS', 'REFRESH_IDLE_SECONDS', 'SMTP_URL'])
      expect(checks.some(({ message }) => message.startsWith(`${setting} `))).toBe(true);
    expect(JSON.stringify(checks)).not.toContain('short-secret');
  });

  it('notices a SECRET_KEY that was replaced, and calms down when the former one follows it', async () => {
    const line = openCommandLine();
    const app = await line.serve();
    await app.signIn(await app.givenAccount());
    const other = 'another-secret-for-tests-9876543210-zyxwvutsrq';
    const former = process.env.SECRET_KEY;
    process.env.SECRET_KEY = other;
    const replaced = await examine(line);
    expect(replaced.of('signing keys')).toEqual(['fault 1 of 1 cannot be opened with this SECRET_KEY']);
    expect(replaced.of('sessions')[0]).toMatch(/^warning 1 were begun with another SECRET_KEY/);
    expect(replaced.exitCode).toBe(1);

    process.env.SECRET_KEY = `${other},${former}`;
    const both = await examine(line);
    expect(both.faults).toEqual([]);
    expect(both.of('signing keys')[0]).toMatch(/^warning 1 of 1 are sealed with a former/);
    expect(both.of('sessions')[0]).toMatch(/^warning 1 of 1 still need a former/);
    expect(both.of('secret')).toEqual(['ok SECRET_KEY is set, with 1 former']);
    await line.run('keys rotate');
    expect((await examine(line)).of('signing keys')[0]).toMatch(/^warning 1 of 2 .* leave the list by themselves$/);
  });

  it('a lost SECRET_KEY can be lived without, after a rotation that revokes', async () => {
    const line = openCommandLine();
    await line.serve();
    process.env.SECRET_KEY = 'another-secret-for-tests-9876543210-zyxwvutsrq';
    expect((await examine(line)).exitCode).toBe(1);
    expect((await line.run('keys rotate --revoke-old')).exitCode).toBe(0);
    expect((await examine(line)).faults).toEqual([]);
  });

  it('notices a development secret and a data directory that others can read', async () => {
    const line = openCommandLine({ SECRET_KEY: undefined });
    await line.run('migrate');
    const file = join(line.dataDirectory, 'development-secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o644);
    chmodSync(line.dataDirectory, 0o755);
    const { of } = await examine(line);
    expect(of('secret')[0]).toMatch(/^fault .*can be read by other users/);
    expect(of('data directory')).toContainEqual(expect.stringMatching(/^warning .*open to every user/));
  });

  it('notices a data directory that cannot be made', async () => {
    const line = openCommandLine();
    writeFileSync(join(line.dataDirectory, 'file'), '');
    process.env.DATA_DIR = join(line.dataDirectory, 'file', 'data');
    const { of, exitCode } = await examine(line);
    expect(of('data directory')[0]).toMatch(/^fault .*cannot be made/);
    expect(exitCode).toBe(1);
  });

  it('notices a database file that is none, or damaged, or not migrated', async () => {
    const line = openCommandLine();
    const file = join(line.dataDirectory, 'portress.db');
    writeFileSync(
      file,
      'this is no database, but long enough to be taken for the header of one, at first sight'.repeat(9),
    );
    expect((await examine(line)).of('database')[0]).toMatch(/^fault cannot be used: .*not a database/);

    writeFileSync(file, '');
    expect((await examine(line)).of('migrations')[0]).toMatch(/^warning not applied yet: 0001-accounts/);
  });

  it('looks at PostgreSQL: version, encoding, clock, and whether acknowledged writes survive', async () => {
    const test = await openTestDatabase('postgres');
    try {
      const { of, faults } = await examine(openCommandLine({ DATABASE_URL: test.url }));
      const [version, text, durability, clock] = of('database');
      expect(version).toMatch(/^ok PostgreSQL \d+/);
      expect(text).toBe('ok encoding UTF8; locale C.UTF-8, on which neither search nor sorting depends');
      // The server of the tests runs with fsync=off: that is what has to be noticed.
      expect(durability).toMatch(/^fault fsync=off/);
      expect(clock).toMatch(/^ok its clock is \d+ ms/);
      expect(of('migrations')[0]).toMatch(/^ok all/);
      expect(faults).toHaveLength(1);
    } finally {
      await test.close();
    }
  });

  it('warns of more connections than PostgreSQL takes', async () => {
    const test = await openTestDatabase('postgres');
    try {
      const line = openCommandLine({ DATABASE_URL: test.url, DATABASE_CONNECTIONS: '99', WORKERS: '3' });
      expect((await examine(line)).of('database')).toContainEqual(
        'warning 3 × (DATABASE_CONNECTIONS=99 and one) are 300 connections, and the server takes 297',
      );
      process.env.WORKERS = '2';
      expect((await examine(line)).of('database').join()).not.toContain('DATABASE_CONNECTIONS');
    } finally {
      await test.close();
    }
  });

  it('tells the locale of a PostgreSQL database, also one of ICU, and one whose encoding is not UTF-8', async () => {
    const icu = await givenPostgres("ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'tr' LOCALE 'C'");
    const latin = await givenPostgres("ENCODING 'LATIN1' LOCALE 'C'");
    try {
      const turkish = await examine(openCommandLine({ DATABASE_URL: icu.url }));
      expect(turkish.of('database')[1]).toBe(
        'ok encoding UTF8; locale tr, on which neither search nor sorting depends',
      );
      const narrow = await examine(openCommandLine({ DATABASE_URL: latin.url }));
      expect(narrow.of('database')[1]).toBe('fault the encoding is LATIN1: names in other scripts cannot be kept');
      expect(narrow.exitCode).toBe(1);
      expect(narrow.checks.find(({ message }) => message.includes('LATIN1'))?.advice).toContain("ENCODING 'UTF8'");
    } finally {
      await icu.drop();
      await latin.drop();
    }
  });

  it('tells a PostgreSQL that is away, and goes on with the rest', async () => {
    const line = openCommandLine({ DATABASE_URL: 'postgres://127.0.0.1:1/portress' });
    const { of, exitCode } = await examine(line);
    expect(of('database')[0]).toMatch(/^fault cannot be used: .*ECONNREFUSED/);
    expect(of('mail')).toHaveLength(1);
    expect(exitCode).toBe(1);
    expect(existsSync(join(line.dataDirectory, 'portress.db'))).toBe(false);
  });
});
