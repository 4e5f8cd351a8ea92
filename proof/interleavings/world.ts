import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { openSigningKeys } from '#features/access-tokens/signing-keys.ts';
import { createAccessTokenVerifier } from '#features/access-tokens/verify-access-token.ts';
import { createAccountCache } from '#features/accounts/account-cache.ts';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { followRevocations } from '#features/revocations/follow-revocations.ts';
import { migrations } from '#migrations/migrations.ts';
import { type Counters, unlimited } from '#platform/counters/counters.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { readConfig } from '#server/config.ts';
import { renewSigningKey } from '#server/housekeeping.ts';
import { personalData } from '#server/personal-data.ts';
import { openTestDatabase, type WindableClock } from '#test/every-database.ts';
import { testSecret } from '#test/test-app.ts';

export const graceSeconds = 60;

/** Without its cost: what is explored is the order of database steps. */
const plainHashing: PasswordHashing = {
  hash: async (password) => `plain ${password}`,
  verify: async (hash, password) => hash === `plain ${password}`,
  hasRoom: () => true,
  queue: () => ({ waiting: 0, limit: 64 }),
  canRead: () => true,
  needsRehash: () => false,
  close: async () => {},
};

/** Every run comes from one address: after a thousand wrong codes it would be explored how they are refused. */
const boundlessCounters: Counters = {
  consume: async () => unlimited,
  look: async () => unlimited,
  clear: async () => {},
  giveBack: async () => {},
};

const settings = {
  NODE_ENV: 'test',
  SECRET_KEY: testSecret,
  SIGN_UPS_PER_HOUR: '0',
  REFRESHES_PER_MINUTE: '0',
  SIGN_IN_FAILURES_PER_15_MINUTES: '0',
  REFRESH_GRACE_SECONDS: String(graceSeconds),
};

/** What the features need of one node, and nothing that runs beside requests. */
export type Node = Awaited<ReturnType<typeof openNode>>;

async function openNode({ database, clock }: { database: Database; clock: WindableClock }) {
  const config = { ...readConfig(settings, '/nonexistent'), mail: 'off' as const };
  const secrets = createSecrets([testSecret]);
  await renewSigningKey({ database, secrets, config });
  const signingKeys = await openSigningKeys({ database, secrets, log: silentLog });
  const revocations = await followRevocations({ database, clock, log: silentLog });
  return {
    config,
    database,
    clock,
    secrets,
    signingKeys,
    revocations,
    personalData,
    log: silentLog,
    counters: boundlessCounters,
    accounts: createAccountCache({ database, revocations, copies: null }),
    accessTokens: createAccessTokenVerifier({ signingKeys, clock, config }),
    passwordHashing: plainHashing,
    passwordJudging: { judge: async () => null, close: async () => {} },
    load: { delayMilliseconds: () => 0, stop: () => {} },
    outbox: { wake: () => {} },
  };
}

/** A database with the nodes that serve from it, and a clock that stands still unless it is wound. */
export type World = {
  dialect: 'sqlite' | 'postgres';
  nodes: readonly Node[];
  clock: WindableClock;
  /** How many connections wait for a lock; undefined on a database with one writer. */
  waiting: (() => Promise<number>) | undefined;
  close(): Promise<void>;
};

export const openWorld = (dialect: 'sqlite' | 'postgres'): Promise<World> =>
  dialect === 'sqlite' ? openSqliteWorld() : openPostgresWorld();

const stopNodes = (nodes: readonly Node[]): void => {
  for (const { revocations, signingKeys } of nodes) {
    revocations.stop();
    signingKeys.stop();
  }
};

/** One process with one writer: its time passes by being wound alone, so a schedule gives the same history each time. */
async function openSqliteWorld(): Promise<World> {
  const template = inject('sqliteTemplate');
  const directory = mkdtempSync(join(dirname(template), 'interleavings-'));
  const file = join(directory, 'portress.db');
  copyFileSync(template, file);
  let now = Date.UTC(2030, 0, 1);
  const clock: WindableClock = {
    now: () => now,
    wind: async ({ seconds = 0, milliseconds = 0 }) => {
      now += seconds * 1000 + milliseconds;
    },
  };
  const opened = await openDatabase({ url: `sqlite:${file}`, clock, log: silentLog, migrations, checkpoints: false });
  const { database, migrationTarget } = opened;
  if (migrationTarget.dialect === 'sqlite') migrationTarget.raw.exec('PRAGMA synchronous = OFF');
  const nodes = [await openNode({ database, clock })];
  return {
    dialect: 'sqlite',
    nodes,
    clock,
    waiting: undefined,
    close: async () => {
      stopNodes(nodes);
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const waitingSql = `SELECT count(*)::int AS waiting FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Two nodes with connections of their own, so that transactions meet inside; the server's clock runs on as it does. */
async function openPostgresWorld(): Promise<World> {
  const test = await openTestDatabase('postgres');
  const { clock } = test;
  // Whoever waits for a lock here waits for a scheduler, which takes its time.
  const openOne = () =>
    openDatabase({ url: test.url, clock, log: silentLog, migrations: null, connections: 4, isPatient: true });
  const databases = [(await openOne()).database, (await openOne()).database];
  const nodes: Node[] = [];
  for (const database of databases) nodes.push(await openNode({ database, clock }));
  const observer = new pg.Client({ connectionString: test.url });
  await observer.connect();
  return {
    dialect: 'postgres',
    nodes,
    clock,
    waiting: async () => (await observer.query<{ waiting: number }>(waitingSql)).rows[0]?.waiting ?? 0,
    close: async () => {
      stopNodes(nodes);
      await observer.end();
      for (const database of databases) await database.close();
      await test.close();
    },
  };
}
