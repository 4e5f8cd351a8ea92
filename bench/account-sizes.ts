import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hasUnnumberedEvents } from '../packages/server/src/features/account-events/store.ts';
import { newAccount } from '../packages/server/src/features/accounts/new-account.ts';
import { parseEmail } from '../packages/server/src/features/accounts/parse-email.ts';
import { type Account, createAccount } from '../packages/server/src/features/accounts/store.ts';
import { createSecrets } from '../packages/server/src/platform/crypto/secrets.ts';
import { sealCursor } from '../packages/server/src/platform/http/cursor.ts';
import { type GivenSession, givenSessions } from '../packages/server/test/given-sessions.ts';
import { runOnPostgres } from '../packages/server/test/run-on-postgres.ts';
import { type RunningService, startService } from '../packages/server/test/start-service.ts';
import type { Bench } from './figure.ts';
import { refreshOverHttp } from './given-service.ts';
import { fillAccounts, firstMadeAt, withDatabase } from './many-accounts.ts';

export type Sort = 'created_at' | 'updated_at' | 'email' | 'username';

/** The service on a database of so many accounts, and an administrator of it. */
export type SizedService = RunningService & {
  count: number;
  /** The header of an administrator who is signed in. */
  authorization: string;
  /** Where the list goes on behind the middle of all accounts. */
  cursorInTheMiddle(sort: Sort): string;
  addSessions(count: number): Promise<GivenSession[]>;
};

export type SizedDatabase = { url: string; remove(): Promise<void> };

/** Longer than everything takes: the tokens of the administrators must not expire meanwhile. */
const accessTokenSeconds = 86_400;

export async function startSizedService(
  bench: Bench,
  { url, count, port }: { url: string; count: number; port: number },
): Promise<SizedService> {
  const secretKey = randomBytes(36).toString('base64');
  const dataDir = join(bench.directory, `${port}`);
  const startedAt = performance.now();
  await fillAccounts(url, count);
  bench.tell(`${count.toLocaleString('en')} accounts in ${Math.round((performance.now() - startedAt) / 1000)} s`);
  const admin = await withDatabase(url, (database) =>
    database.transaction((transaction) =>
      createAccount(transaction, {
        ...newAccount({ email: parseEmail('admin@example.com') ?? never() }),
        role: 'admin',
        email_verified_at: firstMadeAt,
      }),
    ),
  );
  const settings = { DATABASE_URL: url, ACCESS_TOKEN_SECONDS: String(accessTokenSeconds) };
  const service = await startService({ port, dataDir, secretKey, settings });
  await untilNumbered(url);
  const addSessions = (accounts: readonly Account[], sessions: number) =>
    withDatabase(url, (database) => givenSessions(database, { accounts, count: sessions, secretKey }));
  const [session] = await addSessions([admin], 1);
  const { access_token: token } = await refreshOverHttp(service.url, session?.refreshToken ?? '');
  const secrets = createSecrets([secretKey]);
  return {
    ...service,
    count,
    authorization: `Bearer ${token}`,
    cursorInTheMiddle: (sort) => {
      const scope = JSON.stringify(['accounts', admin.id, '', null, null, sort, 'asc']);
      const at = { email: 'person5', username: 'user_5' };
      const position = sort === 'email' || sort === 'username' ? at[sort] : firstMadeAt + (count / 2) * 1000;
      return sealCursor(secrets, scope, [position, 'given5']);
    },
    addSessions: (sessions) => addSessions([admin], sessions),
  };
}

/** What is asked is what so many accounts cost, and not what it costs that so many have just come. */
const untilNumbered = (url: string): Promise<void> =>
  withDatabase(url, async ({ read }) => {
    while (await hasUnnumberedEvents(read)) await wait(1000);
  });

function never(): never {
  throw new Error('an address of our own making is no address');
}

export function makeSqlite(bench: Bench, name: string): SizedDatabase {
  const directory = join(bench.directory, name);
  mkdirSync(directory, { recursive: true });
  return { url: `sqlite:${join(directory, 'portress.db')}`, remove: async () => {} };
}

/** @param server a database of a PostgreSQL server on which others may be made */
export async function makePostgres(server: string, name: string): Promise<SizedDatabase> {
  const drop = `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`;
  await runOnPostgres(server, [drop, `CREATE DATABASE "${name}"`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => runOnPostgres(server, [drop]) };
}
