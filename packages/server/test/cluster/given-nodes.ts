import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { givenAccounts } from '../given-sessions.ts';
import { findFreePort, type RunningService, startService } from '../start-service.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

const password = 'a long sentence about nine cats';

export type Person = { id: string; email: string; password: string };

/** Nodes of one installation on a PostgreSQL of their own. */
export type Nodes = {
  postgres: RunningPostgres;
  secretKey: string;
  /** The same for all nodes: what people type. */
  publicUrl: string;
  /** Starts a node; without a port on a free one. */
  start(settings?: Readonly<Record<string, string>>, port?: number): Promise<RunningService>;
  givenPeople(count: number): Promise<Person[]>;
  /** The database, opened beside the nodes. */
  open(): Promise<Database>;
  /** Ends what is still running, and removes everything. */
  remove(): Promise<void>;
};

/** @param settings of every node */
export async function givenNodes(settings: Readonly<Record<string, string>> = {}): Promise<Nodes> {
  const postgres = await startPostgres();
  const directory = mkdtempSync(join(tmpdir(), 'portress-nodes-'));
  const secretKey = 'a secret that all nodes of this test share and that is long enough';
  const publicUrl = `http://localhost:${await findFreePort()}`;
  const services: RunningService[] = [];
  const databases: Database[] = [];
  const open = async (): Promise<Database> => {
    const { database } = await openDatabase({ url: postgres.url, clock: systemClock, log: silentLog, migrations });
    databases.push(database);
    return database;
  };
  return {
    postgres,
    secretKey,
    publicUrl,
    open,
    start: async (more = {}, port) => {
      const service = await startService({
        port: port ?? (await findFreePort()),
        dataDir: mkdtempSync(join(directory, 'node-')),
        secretKey,
        settings: {
          DATABASE_URL: postgres.url,
          PUBLIC_URL: publicUrl,
          // All requests of a test come from one address.
          SIGN_IN_FAILURES_PER_15_MINUTES: '0',
          SIGN_UPS_PER_HOUR: '0',
          REFRESHES_PER_MINUTE: '0',
          ...settings,
          ...more,
        },
      });
      services.push(service);
      return service;
    },
    givenPeople: async (count) => {
      const hashing = createPasswordHashing(1);
      const hash = await hashing.hash(password);
      await hashing.close();
      const { database } = await openDatabase({ url: postgres.url, clock: systemClock, log: silentLog, migrations });
      const accounts = await givenAccounts(database, count, hash);
      await database.close();
      return accounts.map(({ id, email }) => ({ id, email, password }));
    },
    remove: async () => {
      await Promise.all(services.map((service) => service.kill()));
      await Promise.all(databases.map((database) => database.close()));
      await postgres.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
