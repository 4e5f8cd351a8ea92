import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { createApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import { readVersion } from '#server/installation.ts';
import { command } from './command.ts';

export const openapi = command({
  about: `Prints the OpenAPI 3.1 document, made from the contracts of every call, as JSON. It needs no settings and no database:
addresses in it are those of a fresh installation. A running service answers with its own at /openapi.json, unless
API_REFERENCE=off.`,
  operands: [],
  options: {},
  examples: [['openapi > openapi.json', 'write it to a file']],
  run: async () => {
    const document = await composeDocument();
    return { text: JSON.stringify(document, null, 2), json: document };
  },
});

/** The whole application, started on a database that is thrown away. */
async function composeDocument(): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-openapi-'));
  try {
    const given = {
      NODE_ENV: 'test',
      PUBLIC_URL: 'http://localhost:8000',
      SECRET_KEY: 'nothing is signed or kept under it',
    };
    const config = readConfig({ ...given, DATA_DIR: directory }, directory);
    const { database } = await openDatabase({
      url: config.databaseUrl,
      clock: systemClock,
      log: silentLog,
      migrations,
      checkpoints: false,
    });
    const secretKeys = config.secretKeys ?? [];
    const { server } = await createApp({
      config: { ...config, secretKeys },
      database,
      log: silentLog,
      webDirectory: null,
      version: readVersion(),
    });
    try {
      await server.ready();
      return inNameOrder(server.swagger() as unknown as Document);
    } finally {
      await server.close();
      await database.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type Document = { paths?: Record<string, unknown>; components?: Record<string, Record<string, unknown>> };

/** Paths and named shapes by their names, so that moving a route in the code does not change the document. */
const inNameOrder = (document: Document): Document => ({
  ...document,
  paths: sorted(document.paths ?? {}),
  components: Object.fromEntries(
    Object.entries(sorted(document.components ?? {})).map(([kind, named]) => [kind, sorted(named)] as const),
  ),
});

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
