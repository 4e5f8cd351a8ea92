import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { DatabaseUnavailable } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { readConfig } from '#server/config.ts';
import { onPostgres, runOnPostgres } from '#test/run-on-postgres.ts';
import { makeSelfSigned } from '#test/self-signed.ts';
import { type RunningPostgres, startPostgres } from '#test/servers/start-postgres.ts';
import { findFreePort, ofTheShell, startService } from '#test/start-service.ts';
import { recordEach } from './record-each.ts';

/** What is waited for comes in a moment, on a machine that is not busy with something else. */
const within = { timeout: 30_000, interval: 20 };

const directory = mkdtempSync(join(tmpdir(), 'portress-tls-'));
const rootFile = join(directory, 'root.pem');
const otherFile = join(directory, 'other.pem');
const secretKey = 'a-secret-for-tests-only-0123456789-abcdefghij';
let postgres: RunningPostgres;

beforeAll(async () => {
  postgres = await startPostgres(['listen_addresses=127.0.0.1,127.0.0.2']);
  const { certificate, key } = makeSelfSigned();
  writeFileSync(rootFile, certificate);
  writeFileSync(otherFile, makeSelfSigned().certificate);
  await onPostgres(postgres.url, async (client) => {
    const data = String((await client.query('SHOW data_directory')).rows[0].data_directory);
    const { uid, gid } = statSync(data);
    for (const [name, text] of [
      ['server.crt', certificate],
      ['server.key', key],
    ] as const) {
      writeFileSync(join(data, name), text);
      chmodSync(join(data, name), 0o600);
      chownSync(join(data, name), uid, gid);
    }
    await client.query('ALTER SYSTEM SET ssl = on');
    await client.query('SELECT pg_reload_conf()');
  });
});
afterAll(async () => {
  await postgres.remove();
  rmSync(directory, { recursive: true, force: true });
});
recordEach('one node, PostgreSQL');

/** As the settings say, without a process of its own. */
async function ping(options: string, settings: Record<string, string> = {}, host = '127.0.0.1'): Promise<unknown> {
  const { databaseUrl } = readConfig(
    { DATABASE_URL: `${postgres.url.replace('127.0.0.1', host)}${options}`, ...settings },
    '/',
  );
  const { database } = await openDatabase({ url: databaseUrl, clock: systemClock, log: silentLog, migrations: null });
  try {
    await database.ping();
    return 'answers';
  } catch (error) {
    return error instanceof DatabaseUnavailable && error.cause instanceof Error ? error.cause.message : error;
  } finally {
    await database.close();
  }
}

const portress = fileURLToPath(new URL('../../packages/server/src/cli/portress.ts', import.meta.url));
function doctor(options: string): string {
  const { stdout } = spawnSync(process.execPath, [portress, 'doctor'], {
    encoding: 'utf8',
    env: {
      ...ofTheShell,
      SECRET_KEY: secretKey,
      DATA_DIR: directory,
      DATABASE_URL: postgres.url + options,
      PUBLIC_URL: 'http://localhost:1',
    },
  });
  return stdout;
}

describe('a PostgreSQL whose certificate an authority of its own has signed', () => {
  it('is believed by that certificate, for requests, migrations and signals alike, and by no other', async () => {
    const service = await startService({
      port: await findFreePort(),
      dataDir: join(directory, 'data'),
      secretKey,
      settings: { DATABASE_URL: `${postgres.url}?sslmode=require&sslrootcert=${rootFile}` },
    });
    try {
      const encrypted = () =>
        onPostgres(postgres.url, async (client) => {
          const { rows } = await client.query(
            `SELECT application_name AS name, bool_and(ssl) AS ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
             WHERE application_name LIKE 'portress%' GROUP BY 1 ORDER BY 1`,
          );
          return rows;
        });
      await expect.poll(encrypted, within).toEqual([
        { name: 'portress', ssl: true },
        { name: 'portress signals', ssl: true },
      ]);
    } finally {
      await service.stop();
    }
    expect(await ping('', { PGSSLMODE: 'verify-full', PGSSLROOTCERT: rootFile })).toBe('answers');
    // Nobody vouches for it by default, another root does not, and under another name it is somebody else's.
    expect(await ping('?sslmode=require')).toMatch(/self-signed certificate/);
    expect(await ping('?sslmode=require', { PGSSLROOTCERT: otherFile })).toMatch(/certificate|signature/);
    expect(await ping(`?sslrootcert=${rootFile}`, {}, '127.0.0.2')).toMatch(/IP: 127\.0\.0\.2 is not in the cert/);
  });

  it('doctor says what it found, also where the server has no encryption at all', async () => {
    expect(doctor(`?sslmode=verify-full&sslrootcert=${rootFile}`)).toContain(
      'the connection to 127.0.0.1 is encrypted, and its certificate was verified',
    );
    expect(doctor('?sslmode=verify-full')).toMatch(/FAULT {4}database: cannot be used: .*self-signed certificate/);
    await runOnPostgres(postgres.url, ['ALTER SYSTEM SET ssl = off', 'SELECT pg_reload_conf()']);
    await expect
      .poll(() => doctor(`?sslmode=verify-full&sslrootcert=${rootFile}`), within)
      .toMatch(/FAULT {4}database: cannot be used: The server does not support SSL connections/);
  });
});
