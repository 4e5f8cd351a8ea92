import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hashSync } from '@node-rs/argon2';
import type { Account } from '../packages/server/src/features/accounts/store.ts';
import { argon2Cost } from '../packages/server/src/features/authenticators/passwords/argon2-cost.ts';
import {
  type GivenSession,
  givenAccounts,
  givenSessions,
  openGivenDatabase,
} from '../packages/server/test/given-sessions.ts';
import { type RunningService, type ServiceOptions, startService } from '../packages/server/test/start-service.ts';
import type { Bench } from './figure.ts';

/** The service with accounts in it, and a way to put sessions into it while it runs. */
export type GivenService = RunningService & {
  dataDir: string;
  secretKey: string;
  /** The issuer of its tokens. */
  publicUrl: string;
  accounts: readonly Account[];
  addSessions(count: number): Promise<GivenSession[]>;
  /** Another start on the same data, after a stop. */
  startAgain(): Promise<RunningService>;
};

/** Accounts in a database of this age are no special case: indexes have levels, and not everything is one page. */
const accountCount = 1000;

export const givenPassword = 'correct horse battery staple';

/** A data directory with a thousand accounts, the service on it, and everything as in production. */
export async function startGivenService(
  bench: Bench,
  name: string,
  options: Partial<Pick<ServiceOptions, 'settings' | 'nodeArguments' | 'tracer'>> = {},
): Promise<GivenService> {
  const dataDir = join(bench.directory, name);
  const secretKey = randomBytes(36).toString('base64');
  const startAgain = () => startService({ port: bench.firstPort, dataDir, secretKey, ...options });
  const service = await startAgain();
  const passwordHash = hashSync(givenPassword, argon2Cost);
  const accounts = await openGivenDatabase(dataDir, (database) => givenAccounts(database, accountCount, passwordHash));
  return {
    ...service,
    dataDir,
    secretKey,
    publicUrl: `http://localhost:${bench.firstPort}`,
    accounts,
    startAgain,
    addSessions: (count) =>
      openGivenDatabase(dataDir, (database) => givenSessions(database, { accounts, count, secretKey })),
  };
}

/** A session of the service, over HTTP: what a client of it holds. */
export async function refreshOverHttp(url: string, refreshToken: string): Promise<{ access_token: string }> {
  const answer = await fetch(`${url}/api/auth/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token: refreshToken }),
  });
  if (!answer.ok) throw new Error(`refresh answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { access_token: string };
}
