import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import { describeOnEveryDatabase, type TestDatabase } from '#test/every-database.ts';
import { ofTheShell } from '#test/start-service.ts';
import { testSecret } from '#test/test-app.ts';

const entry = fileURLToPath(new URL('portress.ts', import.meta.url));
const children: ChildProcess[] = [];
const directories: string[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** Seven batches, of which every seventh row is refused, for a reason of its own or for one before it. */
const rows = 1400;
const rowOf = (index: number): string => {
  if (index % 14 === 0) return `nobody-${index},,2020-01-01`;
  if (index % 7 === 0) return `person-${index - 1}@example.com,,2020-01-01`;
  return `person-${index}@example.com,name${index},2020-01-01`;
};

function givenFile(): { directory: string; file: string } {
  const directory = mkdtempSync(join(tmpdir(), 'portress-import-'));
  directories.push(directory);
  const file = join(directory, 'people.csv');
  writeFileSync(
    file,
    `email,username,created_at\n${Array.from({ length: rows }, (_, index) => rowOf(index)).join('\n')}\n`,
  );
  return { directory, file };
}

/** The command in a process of its own, as an operator starts it. */
function start({ url }: TestDatabase, { directory, file }: { directory: string; file: string }, ...more: string[]) {
  const child = spawn(process.execPath, [entry, 'accounts', 'import', file, '--json', ...more], {
    env: { ...ofTheShell, DATA_DIR: directory, DATABASE_URL: url, SECRET_KEY: testSecret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(out)));
  return { child, ended };
}

const progress = statement<Record<never, never>, { rows_read: number }>(
  'test.progress',
  'SELECT rows_read FROM imports',
);
const everybody = statement<Record<never, never>, { email: string; username: string; created_at: number }>(
  'test.everybody',
  'SELECT email, username, created_at FROM accounts ORDER BY email_canonical',
);
const events = statement<Record<never, never>, { type: string; count: number; accounts: number }>(
  'test.events',
  `SELECT type, COUNT(*) AS count, COUNT(DISTINCT account_id) AS accounts FROM audit_events
   WHERE type IN ('account_imported', 'accounts_imported') GROUP BY type ORDER BY type`,
);

const rowsReadBy = async (database: Database): Promise<number> =>
  (await database.read.first(progress, {}))?.rows_read ?? 0;

async function untilFurtherThan(database: Database, rowsRead: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && (await rowsReadBy(database)) <= rowsRead)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Long enough for a machine that is busy with something else: four processes are started. */
const longestMilliseconds = 90_000;

describeOnEveryDatabase('accounts import and kill -9', (open) => {
  it(
    'E6, P1: an import that was killed at any moment and run again has done what one run does',
    async () => {
      const [killed, whole] = [await open(), await open()];
      const given = givenFile();
      for (let kill = 0; kill < 3; kill += 1) {
        const { child, ended } = start(killed, given);
        await untilFurtherThan(killed.database, await rowsReadBy(killed.database), child);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
        child.kill('SIGKILL');
        await ended;
      }
      const reached = await rowsReadBy(killed.database);
      expect(reached).toBeGreaterThanOrEqual(600);
      expect(reached).toBeLessThan(rows);

      const last = JSON.parse(await start(killed, given).ended);
      const other = givenFile();
      const only = JSON.parse(await start(whole, other).ended);
      expect(last).toEqual({ ...only, resumed_at: reached, refused_file: `${given.file}.refused.jsonl` });
      expect(only).toMatchObject({ rows, brought_in: 1200, refused: 200, resumed_at: 0 });
      expect(readFileSync(`${given.file}.refused.jsonl`, 'utf8')).toBe(
        readFileSync(`${other.file}.refused.jsonl`, 'utf8'),
      );
      expect(await killed.database.read.all(everybody, {})).toEqual(await whole.database.read.all(everybody, {}));
      const recorded = [
        { type: 'account_imported', count: 1200, accounts: 1200 },
        { type: 'accounts_imported', count: 1, accounts: 0 },
      ];
      for (const { database } of [killed, whole]) expect(await database.read.all(events, {})).toEqual(recorded);
      expect(await rowsReadBy(killed.database)).toBe(0);
    },
    longestMilliseconds,
  );

  it(
    'where the rows refused before a kill are gone, it says so, and begins anew when it is told to',
    async () => {
      const test = await open();
      const given = givenFile();
      const { child, ended } = start(test, given);
      await untilFurtherThan(test.database, 200, child);
      child.kill('SIGKILL');
      await ended;
      rmSync(`${given.file}.refused.jsonl`);
      const stopped = JSON.parse(await start(test, given).ended);
      expect(stopped).toMatchObject({ error: { code: 'refused_file_gone' } });
      const anew = JSON.parse(await start(test, given, '--restart').ended);
      expect(anew).toMatchObject({ rows, resumed_at: 0 });
      expect(anew.brought_in + anew.refused).toBe(rows);
      expect(readFileSync(`${given.file}.refused.jsonl`, 'utf8').trimEnd().split('\n')).toHaveLength(anew.refused);
      expect(await test.database.read.all(everybody, {})).toHaveLength(1200);
    },
    longestMilliseconds,
  );

  it(
    'a second run beside the first stops, and nothing is lost or doubled',
    async () => {
      const test = await open();
      const given = givenFile();
      const [one, other] = [start(test, given), start(test, given)];
      await Promise.all([one.ended, other.ended]);
      // Whoever stopped is run again, as one does.
      await start(test, given).ended;
      expect(await test.database.read.all(everybody, {})).toHaveLength(1200);
      expect(await test.database.read.all(events, {})).toMatchObject([{ count: 1200, accounts: 1200 }, {}]);
    },
    longestMilliseconds,
  );
});
