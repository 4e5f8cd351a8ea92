import { inject, onTestFinished } from 'vitest';
import { randomId } from '#platform/crypto/random.ts';
import { type Catalog, readCatalog } from '#platform/database/schema-catalog.ts';
import { onPostgres, runOnPostgres } from './run-on-postgres.ts';

const server = (): string => `${inject('postgresUrl')}/postgres`;

/** A database on the suite's PostgreSQL without any table, removed after the test. @returns its address */
export async function createEmptyDatabase(): Promise<string> {
  const name = `test_${randomId().replaceAll('-', '_')}`;
  await runOnPostgres(server(), [`CREATE DATABASE "${name}"`]);
  onTestFinished(() => runOnPostgres(server(), [`DROP DATABASE "${name}" WITH (FORCE)`]));
  return `${inject('postgresUrl')}/${name}`;
}

/** Everything that a schema promises, in an order of its own. */
export const readSchema = (url: string): Promise<Catalog> =>
  onPostgres(url, async (client) => {
    const catalog = Object.entries(await readCatalog(client)).map(([part, found]) => [
      part,
      (found as unknown[]).map((one) => JSON.stringify(one)).toSorted(),
    ]);
    return Object.fromEntries(catalog);
  });
