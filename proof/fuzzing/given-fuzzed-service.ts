import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { givenSession } from '#test/cases/given-session.ts';
import { givenEntry } from '#test/cases/route-calls.ts';
import { openTestDatabase } from '#test/every-database.ts';
import { givenServiceKey } from '#test/given-service-key.ts';
import { isOfApp } from '#test/installed-tags.ts';
import { findFreePort, startService } from '#test/start-service.ts';
import { openApp, type TestApp, testSecret } from '#test/test-app.ts';
import type { HostileRun } from './run-hostile-requests.ts';
import { runHostileRequests } from './run-hostile-requests.ts';

/** A service in a process of its own, and beside it on the same database whoever gives people and entries. */
export type FuzzedService = {
  given: TestApp;
  send(options: { requests: number; seed: number; tell?: (line: string) => void }): Promise<HostileRun>;
  /** That the process is as well as before. */
  isWell(): Promise<boolean>;
  remove(): Promise<void>;
};

/** Nothing but the fixed limits of a network, and each request from another one. */
const settings = {
  SIGN_IN_FAILURES_PER_15_MINUTES: '0',
  SIGN_UPS_PER_HOUR: '0',
  MAILS_PER_HOUR: '0',
  CONTACTS_CREATE_PER_MINUTE: '0',
  CONTACTS_READ_PER_MINUTE: '0',
  TRUSTED_PROXIES: '127.0.0.1',
  API_REFERENCE: 'on',
};

export async function givenFuzzedService(dialect: 'sqlite' | 'postgres'): Promise<FuzzedService> {
  const database = await openTestDatabase(dialect);
  const directory = mkdtempSync(join(tmpdir(), 'portress-fuzzing-'));
  const port = await findFreePort();
  const publicUrl = `http://localhost:${port}`;
  const given = await openApp(database, { ...settings, PUBLIC_URL: publicUrl, DATA_DIR: directory });
  const service = await startService({
    port,
    dataDir: directory,
    secretKey: testSecret,
    settings: {
      ...settings,
      NODE_ENV: 'test',
      MAIL: 'on',
      DATABASE_URL: database.url,
      PUBLIC_URL: publicUrl,
      LOG_LEVEL: 'error',
    },
  });
  return {
    given,
    send: async (options) => {
      const known = await givenKnown(given);
      return runHostileRequests({
        ...options,
        url: service.url,
        known,
        renew: () => Promise.all([1, 2, 3].map(() => newcomer(given))),
      });
    },
    isWell: async () => {
      const [ready, account] = [await fetch(`${service.url}/readyz`), await given.givenAccount()];
      const body = JSON.stringify({ login: account.email, password: account.password });
      const headers = { 'content-type': 'application/json' };
      const signedIn = await fetch(`${service.url}/api/auth/sign-in`, { method: 'POST', headers, body });
      return ready.status === 200 && signedIn.status === 200;
    },
    remove: async () => {
      await service.kill();
      await given.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What is known before anything is asked. */
export async function givenKnown(given: TestApp) {
  const people = await Promise.all(Array.from({ length: 16 }, () => given.givenAccount()));
  // Administrators act on these, so that somebody is there to the end.
  const others = await Promise.all(Array.from({ length: 60 }, () => given.givenAccount()));
  const setupLink = await findSetupLink(given.app.context);
  const service = await givenServiceKey(given, ['revocations:read', 'introspect', 'accounts:read']);
  return {
    email: people.map(({ email }) => email),
    account: others.map(({ id }) => id),
    ...(await givenEntries(given)),
    'service-key': [service.key],
    setup: [setupLink?.split('#token=')[1] ?? ''],
  };
}

/** Some of whatever is made by a call such as `POST /api/cats` and read by its id, with the tokens of who made them. */
async function givenEntries(given: TestApp): Promise<Record<`${string}-id` | `${string}-access`, string[]>> {
  const { routes } = given.app;
  const makers = routes.filter((route) => isOfApp(route) && route.method === 'POST');
  const entries: Record<string, string[]> = {};
  for (const maker of makers.filter(({ path }) => routes.some((route) => route.path === `${path}/:id`))) {
    const owners = await Promise.all(Array.from({ length: 25 }, () => givenSession(given)));
    const made = owners.map(({ accessToken }) => givenEntry(given, maker, accessToken));
    const collection = maker.path.replace('/api/', '');
    entries[`${collection}-id`] = await Promise.all(made);
    entries[`${collection}-access`] = owners.map(({ accessToken }) => accessToken);
  }
  return entries;
}

/** Somebody who is there and signed in. */
export async function newcomer(given: TestApp) {
  const { account, accessToken, sessionId } = await givenSession(given);
  return { email: account.email, access: accessToken, session: sessionId };
}
