import pg from 'pg';

/** Runs statements one after another on a connection of their own, without the time limits of requests. */
export async function runOnPostgres(url: string, statements: Iterable<string>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
