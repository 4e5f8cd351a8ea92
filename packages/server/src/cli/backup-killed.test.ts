import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { listBackups } from '#features/backups/backup-folders.ts';
import { findOccupant } from '#features/backups/find-occupant.ts';
import { openCommandLine } from '#test/command-line.ts';
import { ofTheShell } from '#test/start-service.ts';
import { testSecret } from '#test/test-app.ts';

const main = fileURLToPath(new URL('portress.ts', import.meta.url));

/** Runs a command in a process of its own, and kills it when `look` says so. @returns whether it was killed */
async function runUntil(line: string[], settings: Record<string, string>, look: () => boolean): Promise<boolean> {
  const env = { ...ofTheShell, NODE_ENV: 'test', PORT: '1', SECRET_KEY: testSecret, ...settings };
  const child = spawn(process.execPath, [main, ...line], { env, stdio: 'ignore' });
  const ended = new Promise<string | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  const timer = setInterval(() => look() && child.kill('SIGKILL'), 1);
  const signal = await ended;
  clearInterval(timer);
  return signal === 'SIGKILL';
}

const filesIn = (directory: string): string[] => {
  try {
    return readdirSync(directory, { recursive: true }).map(String);
  } catch {
    return [];
  }
};

test('26: kill -9 at any moment of a backup or a restore leaves what was there, or all of what is new', {
  timeout: 60_000,
}, async () => {
  const { dataDirectory, run } = openCommandLine();
  await run('admin create --email ada@example.com', { input: 'a door that opens' });
  const directory = join(dataDirectory, 'backups');
  const there = { DATA_DIR: dataDirectory, BACKUP_DIR: directory };
  /** Something of the work is on the disk: from its first file to its last. */
  const has = (where: string, part: RegExp) => () => filesIn(where).some((file) => part.test(file));
  const moments = [/draft.*portress\.db/, /draft.*avatars\.json/];
  for (const moment of moments) await runUntil(['backup'], there, has(directory, moment));
  // What has a name is whole, however many of them there came to be.
  for (const { damage, path } of listBackups(directory)) {
    expect(damage).toBe(null);
    expect((await run(`backup verify ${path}`)).exitCode).toBe(0);
  }
  expect((await run(`backup --to ${directory}`)).exitCode).toBe(0);
  expect(filesIn(directory).filter((file) => file.includes('draft'))).toEqual([]);

  const place = join(dataDirectory, 'elsewhere');
  const steps = [/draft.*portress\.db$/, /draft.*-wal$/];
  let kills = 0;
  for (const step of steps) {
    const restoring = ['restore', 'latest', '--replace'];
    kills += (await runUntil(restoring, { ...there, DATA_DIR: place }, has(place, step))) ? 1 : 0;
    const occupant = await findOccupant(`sqlite:${join(place, 'portress.db')}`);
    expect([{ state: 'absent' }, expect.objectContaining({ state: 'readable', accounts: 1 })]).toContainEqual(occupant);
  }
  expect(kills).toBeGreaterThan(0);
  expect(await runUntil(['restore', 'latest', '--replace'], { ...there, DATA_DIR: place }, () => false)).toBe(false);
  expect(await findOccupant(`sqlite:${join(place, 'portress.db')}`)).toMatchObject({ state: 'readable', accounts: 1 });
  expect(filesIn(place).filter((file) => file.includes('draft'))).toEqual([]);
});
