import { hash } from '@node-rs/argon2';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterEach, describe } from 'vitest';
import type { Role } from '#features/accounts/store.ts';
import { createPasswordHashing, type PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { createPasswordJudging } from '#features/authenticators/passwords/password-judging.ts';
import { randomId } from '#platform/crypto/random.ts';
import { statement } from '#platform/database/statement.ts';
import { createLog, silentLog } from '#platform/log.ts';
import { type App, type AppOptions, createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { dialects, openTestDatabase, type TestDatabase } from './every-database.ts';

export type SentMail = { id: string; to: string; subject: string; text: string; html: string; created_at: string };
export type TestAccount = { id: string; email: string; password: string };
type Answer = LightMyRequestResponse;

/** The whole service in memory behind its front door, with a clock to wind and the mails it sent. */
export type TestApp = TestDatabase & {
  app: App;
  /** Everything the service logged. */
  logged(): string;
  inject(options: InjectOptions): Promise<Answer>;
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  mails(): Promise<SentMail[]>;
  /** An account that is there already, verified unless said otherwise. */
  givenAccount(given?: {
    email?: string;
    username?: string;
    role?: Role;
    isVerified?: boolean;
    locale?: string;
    password?: string;
  }): Promise<TestAccount>;
  signIn(account: TestAccount, more?: Record<string, unknown>): Promise<Answer>;
};

export const testSecret = 'a-secret-for-tests-only-0123456789-abcdefghij';
const password = 'correct horse battery staple';
// Hashed once and cheaply: what is tested with it is not the cost of the hash.
const hashCheaply = (text: string): Promise<string> => hash(text, { memoryCost: 19456, timeCost: 2, parallelism: 1 });
const passwordHash = hashCheaply(password);
// One of each for all applications of a test file: the threads take a tenth of a second to start, the lists half a second to
// read. They end by themselves when they are idle.
const hashingThreads = createPasswordHashing();
const passwordHashing = {
  ...hashingThreads,
  hash: rememberHashes(hashingThreads),
  verify: rememberVerdicts(hashingThreads),
  close: async () => {},
};
const passwordJudging = { ...createPasswordJudging(), close: async () => {} };

const insertAccount = statement<{
  id: string;
  email: string;
  username: string | null;
  role: string;
  verified: number | null;
  locale: string | null;
}>(
  'test.account',
  `INSERT INTO accounts (id, email, email_canonical, email_verified_at, username, username_canonical, role, status, locale, epoch,
     credential_version, created_at, updated_at)
   VALUES (:id, :email, :email, CAST(:verified AS bigint), :username, :username, :role, 'active', :locale, 0, 0, now_ms(), now_ms())`,
);
const insertPassword = statement<{ id: string; hash: string }>(
  'test.password',
  'INSERT INTO passwords (account_id, hash, changed_at) VALUES (:id, :hash, now_ms())',
);

export type OpenApp = (settings?: Record<string, string>) => Promise<TestApp>;

/** Runs a suite of the whole service once on each database. */
export function describeApp(name: string, suite: (open: OpenApp) => void): void {
  for (const dialect of dialects)
    describe(`${name} (${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'})`, () => {
      const opened: TestApp[] = [];
      afterEach(async () => {
        for (const one of opened.splice(0)) await one.close();
      });
      suite(async (settings = {}) => {
        const one = await openApp(await openTestDatabase(dialect), settings);
        opened.push(one);
        return one;
      });
    });
}

/** The service on a database that is open already: call it twice on one database for two nodes. */
export async function openApp(
  test: TestDatabase,
  settings: Record<string, string> = {},
  more: Partial<Pick<AppOptions, 'bounds' | 'webDirectory' | 'documentationDirectory'>> = {},
): Promise<TestApp> {
  const lines: string[] = [];
  const log =
    settings.LOG_LEVEL === undefined ? silentLog : createLog(settings.LOG_LEVEL, { write: (line) => lines.push(line) });
  const config = readConfig(
    { NODE_ENV: 'test', SECRET_KEY: testSecret, SIGN_UPS_PER_HOUR: '0', ...settings },
    '/nonexistent',
  );
  const app = await createApp({
    config: { ...config, secretKeys: config.secretKeys ?? [testSecret] },
    database: test.database,
    log,
    clock: test.clock,
    // A copy: a test that spies on it counts the deeds of one application.
    passwordHashing: { ...passwordHashing },
    passwordJudging,
    webDirectory: null,
    version: '0.0.0-test',
    load: { delayMilliseconds: () => 0, stop: () => {} },
    ...more,
  });
  await app.server.ready();
  const { database } = test;
  const inject = (options: InjectOptions): Promise<Answer> => app.server.inject(options);
  const post: TestApp['post'] = (url, body, headers = {}) =>
    inject({
      method: 'POST',
      url: config.publicPath + url,
      headers,
      ...(body !== undefined && { payload: body as object }),
    });

  return {
    ...test,
    app,
    logged: () => lines.join(''),
    inject,
    post,
    get: (url, headers = {}) => inject({ method: 'GET', url: config.publicPath + url, headers }),
    mails: async () => {
      for (let tries = 0; tries < 200 && (await app.context.outbox.health()).waiting > 0; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      const answer = await inject({ method: 'GET', url: `${config.publicPath}/dev/inbox.json` });
      return answer.json<{ items: SentMail[] }>().items;
    },
    givenAccount: async ({ email, username, role = 'user', isVerified = true, locale = null, ...own } = {}) => {
      const id = randomId();
      const address = email ?? `person-${id.toLowerCase().replace(/[^a-z0-9]/g, '')}@example.com`;
      const verified = isVerified ? test.clock.now() : null;
      await database.write.change(insertAccount, {
        id,
        email: address,
        username: username ?? null,
        role,
        verified,
        locale,
      });
      const hashed = await (own.password === undefined ? passwordHash : hashCheaply(own.password));
      await database.write.change(insertPassword, { id, hash: hashed });
      return { id, email: address, password: own.password ?? password };
    },
    signIn: (account, more = {}) =>
      post('/api/auth/sign-in', { login: account.email, password: account.password, ...more }),
    close: async () => {
      await app.server.close();
      await test.close();
    },
  };
}

/** The same of the hash of a password: it is made once in a process, and everybody with that password gets it. */
function rememberHashes({ hash }: Pick<PasswordHashing, 'hash'>): PasswordHashing['hash'] {
  const hashes = new Map<string, string>();
  return async (password) => {
    const made = hashes.get(password) ?? (await hash(password));
    hashes.set(password, made);
    return made;
  };
}

/**
 * Most people of the tests have one password and one hash: whether the one opens the other is worked out once in a process.
 * What that costs is measured where it matters, on the threads themselves.
 */
function rememberVerdicts({ verify }: Pick<PasswordHashing, 'verify'>): PasswordHashing['verify'] {
  const verdicts = new Map<string, boolean>();
  return async (hash, tried) => {
    const pair = JSON.stringify([hash, tried]);
    const verdict = verdicts.get(pair) ?? (await verify(hash, tried));
    verdicts.set(pair, verdict);
    return verdict;
  };
}

/** The Set-Cookie lines of an answer as a Cookie header, and each by its name. */
export function cookiesOf(answer: Answer): { header: string; byName: Record<string, string>; lines: string[] } {
  const lines = [answer.headers['set-cookie'] ?? []].flat();
  const pairs = lines.map((line) => line.split(';', 1)[0] ?? '');
  return {
    lines,
    header: pairs.join('; '),
    byName: Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s) as [string, string])),
  };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
