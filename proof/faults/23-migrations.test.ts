import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { createEmptyDatabase, readSchema } from '#test/empty-database.ts';
import { onPostgres } from '#test/run-on-postgres.ts';
import { type RunningPostgres, startPostgres } from '#test/servers/start-postgres.ts';
import { ofTheShell } from '#test/start-service.ts';
import { testSecret } from '#test/test-app.ts';
import { recordEach } from './record-each.ts';

const commandLine = fileURLToPath(new URL('../../packages/server/src/cli/portress.ts', import.meta.url));

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.remove());
recordEach('processes of `portress migrate`');

type Run = { child: ChildProcess; ended: Promise<{ exitCode: number | null; told: string }> };

/** `portress migrate` in a process of its own, as the start of a node does it. */
function startMigrating(settings: Record<string, string>): Run {
  const child = spawn(process.execPath, [commandLine, 'migrate', '--json'], {
    env: { ...ofTheShell, NODE_ENV: 'test', SECRET_KEY: testSecret, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told += String(chunk)));
  const ended = new Promise<{ exitCode: number | null; told: string }>((resolve) =>
    child.once('close', (exitCode) => resolve({ exitCode, told })),
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended };
}

const appliedBy = async ({ ended }: Run): Promise<string[]> => {
  const { exitCode, told } = await ended;
  expect([exitCode, told]).toEqual([0, expect.stringContaining('"applied"')]);
  // The one who waits says so first.
  return JSON.parse(told.slice(told.indexOf('{'))).applied;
};

function givenDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'portress-nodes-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < 30_000; await sleep(1))
    if (await isSo()) return;
  throw new Error('it did not come to that');
}

describe.each(['PostgreSQL', 'SQLite'])('processes that migrate one empty database (%s, fault 23)', (kind) => {
  const givenSettings = async () => ({
    DATA_DIR: givenDirectory(),
    ...(kind === 'PostgreSQL' && { DATABASE_URL: await createEmptyDatabase(server.url.replace(/\/\w+$/, '')) }),
  });

  it('two at once: one does it, and the other finds it done', async () => {
    const settings = await givenSettings();
    const both = [startMigrating(settings), startMigrating(settings)];
    const applied = await Promise.all(both.map(appliedBy));
    expect(applied.map(({ length }) => length).toSorted((one, other) => one - other)).toEqual([
      0,
      migrations.names.length,
    ]);
  });

  it('killed in the midst of it: the next one does it all', async () => {
    const settings = await givenSettings();
    const { DATABASE_URL: url, DATA_DIR: directory } = settings;
    const killed = startMigrating(settings);
    if (url === undefined) {
      const log = join(directory, 'portress.db-wal');
      await until(() => existsSync(log) && statSync(log).size > 0);
    } else
      await onPostgres(url, async (observer) => {
        await until(async () => (await observer.query(migrating)).rows.length > 0);
        killed.child.kill('SIGKILL');
      });
    killed.child.kill('SIGKILL');
    expect((await killed.ended).told).toBe('');
    if (url !== undefined) expect((await readSchema(url)).tables).toEqual([]);
    expect(await appliedBy(startMigrating(settings))).toEqual(migrations.names);
  });
});

/** A transaction of migrations in this database that has begun to write. */
const migrating = `SELECT FROM pg_stat_activity WHERE datname = current_database()
  AND application_name = 'portress migrations' AND backend_xid IS NOT NULL`;
