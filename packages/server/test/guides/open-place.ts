import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { inject } from 'vitest';
import { migrations } from '#migrations/migrations.ts';
import { readOrMakeDevelopmentSecret } from '#platform/crypto/development-secret.ts';
import { randomId } from '#platform/crypto/random.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { runOnPostgres } from '../run-on-postgres.ts';
import { findFreePort, ofTheShell } from '../start-service.ts';
import { openApp, type TestApp } from '../test-app.ts';
import type { Given } from './read-given.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const password = 'a door that opens';

/** Where the commands of one page run: a folder of their own, with `portress` on the path, and a service if they need one. */
export type Place = {
  directory: string;
  environment: NodeJS.ProcessEnv;
  /** The same text with the addresses that hold here in the place of those that a page shows. */
  here(text: string): string;
  /** Resolves when mails that the last block caused can be read: a person takes longer than that to get there. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

export async function openPlace(given: Given): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-guide-'));
  const dataDirectory = join(directory, 'data');
  const port = String(await findFreePort());
  const settings = { DATA_DIR: dataDirectory, PORT: port, ...given.settings };
  const commands = writeCommands(directory);
  // Examples import what their readers have installed.
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const postgres = given.hasPostgres ? await createEmptyDatabase() : null;
  const service = given.hasService ? await openService(settings, given) : null;
  return {
    directory,
    environment: {
      ...ofTheShell,
      PATH: [commands, dirname(process.execPath), process.env.PATH].join(':'),
      HOME: directory,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      ...withoutOwnSettings(),
      ...settings,
    },
    here: (text) => {
      const withPort = text.replaceAll(/\b(localhost|127\.0\.0\.1):8000\b/g, `$1:${port}`);
      return postgres
        ? withPort.replaceAll('postgres://portress:secret@localhost:5432/portress', postgres.url)
        : withPort;
    },
    settle: async () => {
      // The command line queues mails as well, and has no way to tell the service.
      service?.app.context.outbox.wake();
      await service?.mails();
    },
    close: async () => {
      await service?.close();
      await postgres?.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Commands of the guides delete accounts: whatever somebody's `.env` names, a database or a mail server, must not be found there. */
function withoutOwnSettings(): Record<string, string> {
  const file = join(root, '.env');
  const names = existsSync(file) ? Object.keys(parseEnv(readFileSync(file, 'utf8'))) : [];
  return Object.fromEntries(names.map((name) => [name, '']));
}

/** `portress` as in the image, and as much of `npm` as the guides use: what `npm start` builds is tested elsewhere. */
function writeCommands(directory: string): string {
  const commands = join(directory, '.commands');
  const portress = `exec '${process.execPath}' '${join(root, 'packages/server/src/cli/portress.ts')}'`;
  const npm = `case "$*" in
"run --silent portress -- "*) shift 4; ${portress} "$@" ;;
"run portress -- "*) shift 3; ${portress} "$@" ;;
start) ${portress} serve ;;
"install "*) shift; for name; do test -d "node_modules/$name" || { echo "$name is not installed here"; exit 1; }; done ;;
*) echo "the test of the guides does not know: npm $*"; exit 1 ;;
esac`;
  mkdirSync(commands);
  for (const [name, script] of Object.entries({ portress: `${portress} "$@"`, npm })) {
    writeFileSync(join(commands, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(commands, name), 0o755);
  }
  return commands;
}

/** In this process, on the file that the command line sees. */
async function openService(settings: Record<string, string> & { DATA_DIR: string }, given: Given): Promise<TestApp> {
  const file = join(settings.DATA_DIR, 'portress.db');
  const secret = readOrMakeDevelopmentSecret(settings.DATA_DIR);
  copyFileSync(inject('sqliteTemplate'), file);
  chmodSync(file, 0o600);
  const url = `sqlite:${file}`;
  const clock = { now: () => Date.now(), wind: () => Promise.reject(new Error('this clock cannot be wound')) };
  const { database } = await openDatabase({ url, clock, log: silentLog, migrations, checkpoints: false });
  const app = await openApp(
    { dialect: 'sqlite', url, database, clock, close: () => database.close() },
    // As a reader's: other tests have no limit of sign-ups.
    { NODE_ENV: 'development', SECRET_KEY: secret, SIGN_UPS_PER_HOUR: '60', ...settings },
  );
  for (const account of given.accounts) await app.givenAccount({ ...account, password });
  await app.app.server.listen({ host: '127.0.0.1', port: Number(settings.PORT) });
  return app;
}

async function createEmptyDatabase(): Promise<{ url: string; remove(): Promise<void> }> {
  const server = inject('postgresUrl');
  const name = `guide_${randomId().replaceAll('-', '_')}`;
  await runOnPostgres(`${server}/postgres`, [`CREATE DATABASE "${name}"`]);
  return {
    url: `${server}/${name}`,
    remove: () => runOnPostgres(`${server}/postgres`, [`DROP DATABASE "${name}" WITH (FORCE)`]),
  };
}
