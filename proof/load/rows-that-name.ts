import { onPostgres } from '#test/run-on-postgres.ts';

/** Looks through every row of every table for any of these words, however it is kept there: as a text or inside of JSON. */
export const rowsThatName = (url: string, words: readonly string[]): Promise<{ table: string; row: string }[]> =>
  onPostgres(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    const found: { table: string; row: string }[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM "${name}" AS t WHERE EXISTS (SELECT FROM unnest($1::text[]) AS word WHERE strpos(t::text, word) > 0)`,
        [words],
      );
      found.push(...rows.map(({ row }) => ({ table: name, row })));
    }
    return found;
  });
