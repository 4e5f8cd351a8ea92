import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { createPasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { call, freshConnections, type Reply } from '#proof/load/ask.ts';
import { givenAccounts, givenSessions, openGivenDatabase } from '#test/given-sessions.ts';
import {
  findFreePort,
  ofTheShell,
  type RunningService,
  type ServiceOptions,
  startService,
} from '#test/start-service.ts';
import type { HeldSession } from './power-load.ts';

const password = 'a long sentence about nine cats';

/** One node on SQLite with people in it, whose machine is about to fail. */
export type GivenService = {
  dataDir: string;
  databaseFile: string;
  secretKey: string;
  emails: readonly string[];
  sessions: readonly HeldSession[];
  /** Always on the same port; it is killed when the test is over. */
  start(options?: Partial<Pick<ServiceOptions, 'settings' | 'tracer' | 'nodeArguments'>>): Promise<RunningService>;
  /** Runs `portress` with the settings of the service. */
  portress(...given: string[]): Promise<{ exitCode: number | null; told: string }>;
};

export type GivenServiceOptions = {
  accounts?: number;
  sessions?: number;
  /** Made for the data where it is not the usual place. */
  parent?: string;
};

const commandLine = fileURLToPath(new URL('../../packages/server/src/cli/portress.ts', import.meta.url));
const withoutLimits = {
  REFRESHES_PER_MINUTE: '0',
  SIGN_UPS_PER_HOUR: '0',
  SIGN_IN_FAILURES_PER_15_MINUTES: '0',
  REFRESH_GRACE_SECONDS: '1',
};

export async function givenService(options: GivenServiceOptions = {}): Promise<GivenService> {
  const { accounts: people = 20, sessions: count = 60, parent = tmpdir() } = options;
  const directory = mkdtempSync(join(parent, 'portress-machine-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [dataDir, secretKey] = [join(directory, 'data'), randomBytes(36).toString('base64')];
  mkdirSync(dataDir);
  const hashing = createPasswordHashing(1);
  const hash = await hashing.hash(password);
  await hashing.close();
  const given = await openGivenDatabase(dataDir, async (database) => {
    const accounts = await givenAccounts(database, people, hash);
    const sessions = await givenSessions(database, { accounts, count, secretKey });
    return { sessions, emails: accounts.map(({ email }) => email) };
  });
  const port = await findFreePort();
  const settings = { ...withoutLimits, PUBLIC_URL: `http://localhost:${port}` };
  const databaseFile = join(dataDir, 'portress.db');
  return {
    ...given,
    dataDir,
    databaseFile,
    secretKey,
    start: async ({ settings: more, ...rest } = {}) => {
      const service = await startService({ port, dataDir, secretKey, settings: { ...settings, ...more }, ...rest });
      // Below another command it may have gone by itself.
      onTestFinished(() => service.kill().catch(() => {}));
      return service;
    },
    portress: (...args) => {
      const env = { ...ofTheShell, NODE_ENV: 'production', MAIL: 'off', HOST: '127.0.0.1', PORT: String(port) };
      const ours = { ...settings, SECRET_KEY: secretKey, DATA_DIR: dataDir, DATABASE_URL: `sqlite:${databaseFile}` };
      return run([commandLine, ...args], { ...env, ...ours });
    },
  };
}

function run(given: string[], env: NodeJS.ProcessEnv): Promise<{ exitCode: number | null; told: string }> {
  const child = spawn(process.execPath, given, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (told += String(part)));
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, told })));
}

/** @returns the answer; where it is 200 the session holds what came with it */
export async function refresh(url: string, session: HeldSession): Promise<Reply & { accessToken: string | null }> {
  const answer = await call({ url }, 'POST', '/api/auth/refresh', {
    agent: freshConnections,
    body: { refresh_token: session.refreshToken },
  });
  if (answer.status !== 200) return { ...answer, accessToken: null };
  session.refreshToken = String(answer.body.refresh_token);
  return { ...answer, accessToken: String(answer.body.access_token) };
}

export const readAccount = (url: string, accessToken: string): Promise<Reply> =>
  call({ url }, 'GET', '/api/account', { agent: freshConnections, headers: asBearer(accessToken) });

export const asBearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

export const signOut = (url: string, session: HeldSession): Promise<Reply> =>
  call({ url }, 'POST', '/api/auth/sign-out', {
    agent: freshConnections,
    body: { refresh_token: session.refreshToken },
  });

export const signUp = (url: string, email: string): Promise<Reply> =>
  call({ url }, 'POST', '/api/auth/sign-up', { agent: freshConnections, body: { email, password } });

export const signIn = (url: string, login: string): Promise<Reply> =>
  call({ url }, 'POST', '/api/auth/sign-in', { agent: freshConnections, body: { login, password } });

/** P9: what a fault allows to be answered: right, refused for good reason, or "not now" with a time to come back. */
export const isHonest = ({ status, headers }: Reply, ...right: number[]): boolean =>
  right.includes(status) || (status === 503 && headers.has('retry-after'));

/** The word for a refusal that clients go by. */
export const codeOf = ({ body }: Reply): unknown => body.code;
