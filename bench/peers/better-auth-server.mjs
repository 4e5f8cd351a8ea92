// Better Auth behind plain node:http, set as its own guide to performance says. `node better-auth-server.mjs PORT DIRECTORY VARIANT ACCOUNTS`
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as argon2 from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';

const [port, directory, variant, accounts] = process.argv.slice(2);
const file = join(directory, `better-auth-${variant}.db`);
const isNew = !existsSync(file);
const database = new DatabaseSync(file);
// As durable as what it stands beside: each commit is synced before its answer.
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');

// The same cost as the service's.
const argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
const argon2Password = {
  hash: (password) => argon2.hash(password, argon2Cost),
  verify: ({ hash, password }) => argon2.verify(hash, password),
};

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'a secret of the measurement alone, which opens nothing at all',
  database,
  emailAndPassword: { enabled: true, ...(variant === 'argon2' && { password: argon2Password }) },
  session: {
    cookieCache: { enabled: true, maxAge: 5 * 60, strategy: 'compact' },
    // The nearest it has to a refresh: a session that is prolonged by each exact look at it.
    ...(variant === 'argon2' && { updateAge: 0 }),
  },
  experimental: { joins: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
});

if (isNew) await addAccounts(Number(accounts));
createServer(toNodeHandler(auth)).listen(Number(port), '127.0.0.1');

async function addAccounts(count) {
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  const { internalAdapter, password } = await auth.$context;
  const hash = await password.hash('correct horse battery staple');
  database.exec('PRAGMA synchronous = OFF');
  for (let index = 0; index < count; index += 1) {
    const user = await internalAdapter.createUser({ email: `peer-${index}@example.com`, name: 'Peer' });
    await internalAdapter.linkAccount({
      userId: user.id,
      providerId: 'credential',
      accountId: user.id,
      password: hash,
    });
  }
  database.exec('PRAGMA synchronous = FULL');
}
