import { inject, onTestFinished } from 'vitest';
import { randomId } from '#platform/crypto/random.ts';
import { type Catalog, readCatalog } from '#platform/database/schema-catalog.ts';
import { onPostgres, runOnPostgres } from './run-on-postgres.ts';

/**
 * A database without any table, removed after the test.
 *
 * @param server `postgres://…` without a database; the suite's own by default
 * @returns its address
 */
export async function createEmptyDatabase(server: string = inject('postgresUrl')): Promise<string> {
  const name = `test_${randomId().replaceAll('-', '_')}`;
  await runOnPostgres(`${server}/postgres`, [`CREATE DATABASE "${name}"`]);
  onTestFinished(() => runOnPostgres(`${server}/postgres`, [`DROP DATABASE "${name}" WITH (FORCE)`]));
  return `${server}/${name}`;
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
