import pg from 'pg';

/** Works on a connection of its own, without the time limits of requests. */
export async function onPostgres<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs statements one after another. */
export const runOnPostgres = (url: string, statements: Iterable<string>): Promise<void> =>
  onPostgres(url, async (client) => {
    for (const sql of statements) await client.query(sql);
  });
