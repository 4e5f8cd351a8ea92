import { sql } from 'kysely';
import type { MigrationSchema } from './columns.ts';
import { isPostgres } from './migrate.ts';
import { listFolds } from './search-text.ts';

/**
 * PostgreSQL folds by itself, by our own table and not by its locale: with a locale of C its `lower` leaves Cyrillic as it is,
 * and so do the trigrams of its extension, which is therefore not asked for. SQLite gets `search_form` from the connection.
 */
export async function createSearchFunctions(db: MigrationSchema): Promise<void> {
  if (!isPostgres(db)) return;
  const folds = listFolds();
  await sql`CREATE FUNCTION search_form(whole text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN whole IS NULL THEN ''
      WHEN whole COLLATE "C" ~ '^[ -~]*$' THEN lower(whole COLLATE "C")
      ELSE translate(normalize(whole, NFKC), ${sql.lit(folds.from)}, ${sql.lit(folds.to)}) END $$`.execute(db);
  // What it costs is said, so that no plan reckons on calling it for every row.
  await sql`CREATE FUNCTION search_trigrams(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE COST 100 AS $$
    SELECT COALESCE(array_agg(DISTINCT substr(whole, n, 3) COLLATE "C"), '{}')
    FROM generate_series(1, length(whole) - 2) AS n $$`.execute(db);
}

/**
 * Lays the index for `{TABLE with :trigrams}` over the column `text` of a table. On SQLite the table needs an integer primary
 * key of its own, `key`: VACUUM may give other row ids to a table without one.
 */
export async function layTextIndex(db: MigrationSchema, table: string): Promise<void> {
  const [rows, index] = [sql.table(table), sql.table(`${table}_index`)];
  if (isPostgres(db)) {
    // Without a list of pending entries: a search would read all of it, and some unlucky writer would have to file it.
    await sql`CREATE INDEX ${index} ON ${rows} USING gin (search_trigrams(text)) WITH (fastupdate = off)`.execute(db);
    return;
  }
  // Holds no text: what is deleted or changed is known by its key. Which trigrams, not where: the text itself is looked at.
  await sql`CREATE VIRTUAL TABLE ${index} USING fts5(text, content='', contentless_delete=1, detail=none,
    tokenize='trigram case_sensitive 1')`.execute(db);
  await sql`INSERT INTO ${index} (rowid, text) SELECT key, text FROM ${rows}`.execute(db);
  await sql`CREATE TRIGGER ${sql.table(`${table}_added`)} AFTER INSERT ON ${rows} BEGIN
    INSERT INTO ${index} (rowid, text) VALUES (NEW.key, NEW.text); END`.execute(db);
  await sql`CREATE TRIGGER ${sql.table(`${table}_changed`)} AFTER UPDATE OF text ON ${rows} BEGIN
    UPDATE ${index} SET text = NEW.text WHERE rowid = NEW.key; END`.execute(db);
  await sql`CREATE TRIGGER ${sql.table(`${table}_removed`)} AFTER DELETE ON ${rows} BEGIN
    DELETE FROM ${index} WHERE rowid = OLD.key; END`.execute(db);
}
