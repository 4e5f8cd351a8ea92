import { newAccount } from '#features/accounts/new-account.ts';
import { parseEmail } from '#features/accounts/parse-email.ts';
import { type Account, createAccount } from '#features/accounts/store.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { mintRefreshToken } from '#features/sessions/refresh-token.ts';
import { startSession } from '#features/sessions/start-session.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { randomId } from '#platform/crypto/random.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';

export type GivenSession = { id: string; refreshToken: string };

const facts = { requestId: 'given', ip: '127.0.0.1', network: '127.0.0.1', userAgent: null };
/** So that no transaction holds the writer of a running service up for long. */
const perTransaction = 1000;

/** The database of a data directory, opened beside a service that may be running on it. */
export async function openGivenDatabase<T>(dataDir: string, work: (database: Database) => Promise<T>): Promise<T> {
  const { database } = await openDatabase({
    url: `sqlite:${dataDir}/portress.db`,
    clock: systemClock,
    log: silentLog,
    migrations,
    checkpoints: false,
  });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Accounts that are there already, all with one password. */
export const givenAccounts = (database: Database, count: number, passwordHash: string): Promise<Account[]> =>
  database.transaction(async (transaction) => {
    const accounts: Account[] = [];
    for (let index = 0; index < count; index += 1) {
      const email = parseEmail(`given-${randomId().replace(/[^a-z0-9]/gi, '')}@example.com`);
      if (email === undefined) throw new Error('an address of our own making is no address');
      const account = await createAccount(transaction, newAccount({ email }));
      await setPassword(transaction, account.id, passwordHash);
      accounts.push(account);
    }
    return accounts;
  });

/** Sessions of generation 1 that nobody has refreshed yet, spread over the accounts, with their tokens. */
export async function givenSessions(
  database: Database,
  given: { accounts: readonly Account[]; count: number; secretKey: string },
): Promise<GivenSession[]> {
  const secrets = createSecrets([given.secretKey]);
  const sessions: GivenSession[] = [];
  const add = (count: number) =>
    database.transaction(async (transaction) => {
      for (let index = 0; index < count; index += 1) {
        const account = given.accounts[sessions.length % given.accounts.length];
        if (account === undefined) throw new Error('there is no account');
        const config = { refreshAbsoluteSeconds: 7_776_000 };
        const session = await startSession({ secrets, config }, transaction, { account, transport: 'body', facts });
        if (session === undefined) throw new Error('a session could not begin');
        const token = { seed: session.seed, sessionId: session.id, generation: 1, keyId: secrets.currentKeyId };
        sessions.push({ id: session.id, refreshToken: mintRefreshToken(secrets, token) });
      }
    });
  while (sessions.length < given.count) await add(Math.min(perTransaction, given.count - sessions.length));
  return sessions;
}
