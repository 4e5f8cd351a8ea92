import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { takeBackupApart } from '#server/processes/take-backup-apart.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { describeApp, type TestApp } from '#test/test-app.ts';
import { listBackups } from './backup-folders.ts';
import { judgeBackups } from './judge-backups.ts';
import { type ScheduledBackups, startBackups, type TakeBackup } from './start-backups.ts';
import { claimBackup, findBackupState, markBackupServed } from './store.ts';
import { takeScheduledBackup } from './take-scheduled-backup.ts';

const givenDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'portress-backups-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

/** In this process; what a process of its own changes about it is told by one test. */
const takeHere: TakeBackup = (task) => takeScheduledBackup(task, migrations);

const backup = { schedule: '30 3 * * *', keep: { days: 2, weeks: 0, months: 0 } };

function startNode(app: TestApp, directory: string, takeBackup: TakeBackup = takeHere): ScheduledBackups {
  const { config, ...context } = app.app.context;
  const settings = { ...config, databaseUrl: app.url, backup: { ...backup, directory } };
  const node = startBackups({ ...context, config: settings, version: '0.0.0-test', takeBackup });
  onTestFinished(() => node.stop());
  return node;
}

const minute = 60;
const hour = 60 * minute;
/** To the next time of the schedule, by the clock that the database has as well. */
const secondsUntilNext = ({ clock }: TestApp): number => {
  const next = new Date(clock.now());
  next.setUTCHours(3, 30, 0, 0);
  const seconds = Math.ceil((next.getTime() - clock.now()) / 1000);
  return seconds > 0 ? seconds : seconds + 24 * hour;
};

describeApp('scheduled backups', (open) => {
  test('are taken once for each time of the schedule, by one of two nodes, and made up for when nothing ran', async () => {
    const app = await open();
    const directory = givenDirectory();
    const nodes = [startNode(app, directory), startNode(app, directory)];
    const lookAll = async (): Promise<number> =>
      (await Promise.all(nodes.map((node) => node.look()))).filter((taken) => taken !== undefined).length;
    // The time before the first start counts as missed.
    expect(await lookAll()).toBe(1);
    expect(await lookAll()).toBe(0);
    await app.clock.wind({ seconds: secondsUntilNext(app) - minute });
    expect(await lookAll()).toBe(0);
    await app.clock.wind({ seconds: 2 * minute });
    expect(await lookAll()).toBe(1);
    // Three days off: one backup, not three.
    await app.clock.wind({ seconds: 72 * hour });
    expect(await lookAll()).toBe(1);
    expect(await lookAll()).toBe(0);
    expect(listBackups(directory).map(({ damage }) => damage)).toEqual([null]);
    expect(nodes[0]?.succeededAt).toBeGreaterThan(app.clock.now() - hour * 1000);
  });

  test('that fail are told, tried again after ten minutes, and remove nothing', async () => {
    const app = await open();
    const directory = givenDirectory();
    let fails = true;
    const node = startNode(app, directory, async (task) => {
      if (fails) throw new Error('the disk is full');
      return takeScheduledBackup(task, migrations);
    });
    expect(await node.look()).toBeUndefined();
    const state = await findBackupState(app.database.read);
    expect(state).toMatchObject({ succeeded_at: null, last_error: 'the disk is full' });
    expect(judgeBackups({ ...backup, directory }, state)).toBe('late');
    fails = false;
    expect(await node.look()).toBeUndefined();
    await app.clock.wind({ seconds: 10 * minute + 1 });
    expect((await node.look())?.name).toMatch(/^portress-/);
    const after = await findBackupState(app.database.read);
    expect([judgeBackups({ ...backup, directory }, after), after.last_error]).toEqual(['good', null]);
    await app.clock.wind({ seconds: 49 * hour });
    expect(judgeBackups({ ...backup, directory }, await findBackupState(app.database.read))).toBe('late');
  });

  test('are taken up by another node when one died over it, and given back by one that stops', async () => {
    const app = await open();
    const directory = givenDirectory();
    const dead = { slot: app.clock.now(), claimId: 'dead', claimMs: 120_000 };
    expect(await claimBackup(app.database.write, dead)).toBe(true);
    const node = startNode(app, directory);
    expect(await node.look()).toBeUndefined();
    await app.clock.wind({ seconds: 2 * minute + 1 });
    const begun = Promise.withResolvers<void>();
    const stopping = startNode(
      app,
      directory,
      (_task, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('told to stop')));
          begun.resolve();
        }),
    );
    void stopping.look();
    await begun.promise;
    expect(await node.look()).toBeUndefined();
    await stopping.stop();
    expect((await node.look())?.name).toMatch(/^portress-/);
    // What the dead one has to say by now is void.
    const late = { slot: dead.slot, claimId: dead.claimId, name: 'late', bytes: 1 };
    expect(await markBackupServed(app.database.write, late)).toBe(0);
  });
});

test('a backup is taken in a process of its own, which ends with whoever waits for it and tells what went wrong', async () => {
  const database = await openTestDatabase('sqlite');
  onTestFinished(() => database.close());
  const directory = givenDirectory();
  const task = taskOf(database, directory);
  const taken = await takeBackupApart(task, new AbortController().signal);
  expect(taken).toMatchObject({ manifest: { why: 'schedule', tables: { accounts: 0 } }, removed: [] });
  expect(readdirSync(directory)).toEqual([taken.name]);
  const given = new AbortController();
  const waiting = takeBackupApart(task, given.signal);
  given.abort();
  await expect(waiting).rejects.toThrow(/abort/);
  const wrong = { ...task, databaseUrl: 'sqlite:/nonexistent/x.db' };
  await expect(takeBackupApart(wrong, new AbortController().signal)).rejects.toThrow(/unable to open/);
  expect(readdirSync(directory)).toEqual([taken.name]);
});

const taskOf = ({ url }: { url: string }, directory: string) => ({
  directory,
  databaseUrl: url,
  avatarStore: { kind: 'file' as const, directory: join(directory, 'none') },
  publicUrl: 'http://localhost:8000',
  secretFingerprint: 'x',
  version: '0.0.0-test',
  why: 'schedule' as const,
  keep: backup.keep,
});
