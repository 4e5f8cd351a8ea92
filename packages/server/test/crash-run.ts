import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from '#features/accounts/store.ts';
import { type CrashClient, createCrashClient, type HeldSession } from './crash-client.ts';
import { givenAccounts, givenSessions, openGivenDatabase } from './given-sessions.ts';
import { type RunningService, startService } from './start-service.ts';

export type CrashRunOptions = {
  kills: number;
  port: number;
  dataDir: string;
  historyFile: string;
  secretKey: string;
  /** The longest that a load goes on before its kill; the shortest is a tenth of it. */
  loadMilliseconds: number;
  /** Fresh sessions before each load: each of them rotates once at once. */
  sessionsPerLoad: number;
  tell?(line: string): void;
};

export type CrashRun = { client: CrashClient; readyMilliseconds: number[] };

/** A grace of a second, so that a session rotates several times in a run; limits off, because all comes from here. */
const settings = { REFRESH_GRACE_SECONDS: '1', REFRESHES_PER_MINUTE: '0', SIGN_UPS_PER_HOUR: '0' };
const lanes = { refresh: 24, signOut: 3, signUp: 2, read: 2 };
const observers = 16;

/** Writes under load, kill -9 at a random moment, start, look; again and again, and at the end a look at everything. */
export async function runCrashes(options: CrashRunOptions): Promise<CrashRun> {
  const client = createCrashClient({ ...options, url: `http://127.0.0.1:${options.port}` });
  const readyMilliseconds: number[] = [];
  let service = await startService({ ...options, settings });
  try {
    const accounts = await openGivenDatabase(options.dataDir, (database) => givenAccounts(database, 50, 'none'));
    for (let kill = 1; kill <= options.kills; kill += 1) {
      const seen = { accounts: client.accounts.length, sessions: client.sessions.length, ended: client.ended.length };
      await addSessions(client, accounts, options);
      const loadMilliseconds = options.loadMilliseconds * (0.1 + 0.9 * Math.random());
      await killUnderLoad(client, service, loadMilliseconds);
      service = await startService({ ...options, settings });
      readyMilliseconds.push(service.startMilliseconds);
      client.noteStart();
      await observe(client, kill === options.kills ? { accounts: 0, sessions: 0, ended: 0 } : seen);
      options.tell?.(`kill ${kill} of ${options.kills} after ${Math.round(loadMilliseconds)} ms of load`);
    }
    return { client, readyMilliseconds };
  } finally {
    await service.stop();
  }
}

async function addSessions(client: CrashClient, accounts: Account[], options: CrashRunOptions): Promise<void> {
  const given = { accounts, count: options.sessionsPerLoad, secretKey: options.secretKey };
  client.hold(await openGivenDatabase(options.dataDir, (database) => givenSessions(database, given)));
}

/** Each lane sends one request after another, until the first that is not answered. */
async function killUnderLoad(client: CrashClient, service: RunningService, milliseconds: number): Promise<void> {
  // The first one waits for the lists by which passwords are judged, longer than some loads go on.
  await client.signUp();
  let isOver = false;
  const lane = async (step: () => Promise<{ outcome: string } | undefined>): Promise<void> => {
    while (!isOver) if ((await step())?.outcome === 'unknown') return;
  };
  const withSession = (work: (session: HeldSession) => Promise<{ outcome: string }>) => async () => {
    const session = client.take();
    if (session === undefined) return wait(1, undefined);
    const event = await work(session);
    client.giveBack(session);
    return event;
  };
  const steps = {
    refresh: withSession(client.refresh),
    read: withSession((session) => (session.accessToken === null ? client.refresh(session) : client.read(session))),
    signOut: async () => {
      await wait(20);
      const session = client.take();
      return session && client.signOut(session);
    },
    signUp: async () => {
      const event = await client.signUp();
      return event.outcome === 'ok' ? client.signIn(event.id) : event;
    },
  };
  const running = (Object.keys(lanes) as (keyof typeof lanes)[]).flatMap((name) =>
    Array.from({ length: lanes[name] }, () => lane(steps[name])),
  );
  await wait(milliseconds);
  await service.kill();
  isOver = true;
  await Promise.all(running);
}

/** Everybody signs in, shows the old access token and refreshes, also the sessions that were ended. */
async function observe(
  client: CrashClient,
  from: { accounts: number; sessions: number; ended: number } = { accounts: 0, sessions: 0, ended: 0 },
): Promise<void> {
  const sessions = new Set([...client.sessions.slice(from.sessions), ...client.ended.slice(from.ended)]);
  await sendAll([...sessions], async (session) => {
    if (session.accessToken !== null) await client.read(session);
    await client.refresh(session);
  });
  await sendAll(client.accounts.slice(from.accounts), client.signIn);
}

async function sendAll<T>(items: readonly T[], send: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await send(item);
  };
  await Promise.all(Array.from({ length: observers }, lane));
}

/**
 * Takes acknowledged writes out of the database behind the service's back, as a lost commit would: a sign-up, a
 * rotation and a sign-out. A way to find losses has to find these.
 *
 * @returns the ids that something must be said about: the account's address, its sessions, and the two sessions
 */
export async function plantLosses(
  { client }: CrashRun,
  options: CrashRunOptions,
): Promise<{ ids: string[]; observe(): Promise<void> }> {
  const email = client.accounts[0];
  const database = new DatabaseSync(join(options.dataDir, 'portress.db'));
  const idOf = (sql: string, ...values: string[]): string[] =>
    database
      .prepare(sql)
      .all(...values)
      .map((row) => String(row.id));
  const account = idOf('SELECT id FROM accounts WHERE email_canonical = ?', email ?? '')[0] ?? '';
  const live = idOf('SELECT id FROM sessions WHERE account_id = ? AND ended_at IS NULL', account);
  const held = new Set(client.sessions.map(({ id }) => id));
  const ended = new Set(client.ended.map(({ id }) => id));
  const rotated = client.sessions.find(
    ({ id, accessToken }) => accessToken !== null && !ended.has(id) && !live.includes(id),
  );
  const signedOut = client.ended[0];
  if (email === undefined || rotated === undefined || signedOut === undefined)
    throw new Error('too little was written to plant losses in');

  database.exec('PRAGMA foreign_keys = ON');
  // Triggers ask the database's clock, which on SQLite is a function of whoever has opened it.
  database.function('now_ms', () => Date.now());
  database.prepare('DELETE FROM accounts WHERE id = ?').run(account);
  database.prepare('UPDATE sessions SET generation = generation - 1 WHERE id = ?').run(rotated.id);
  database.prepare('UPDATE sessions SET ended_at = NULL, ended_reason = NULL WHERE id = ?').run(signedOut.id);
  database.prepare('DELETE FROM revocations WHERE subject_id = ?').run(signedOut.id);
  database.close();
  return {
    ids: [email, ...live.filter((id) => held.has(id)), rotated.id, signedOut.id],
    observe: async () => {
      const service = await startService({ ...options, settings });
      client.noteStart();
      await observe(client);
      await service.stop();
    },
  };
}
