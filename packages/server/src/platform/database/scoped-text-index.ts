import { sql } from 'kysely';
import type { MigrationSchema } from './columns.ts';
import { isPostgres } from './migrate.ts';
import { notInIndex } from './scoped-search.ts';

/**
 * Lays the index for `{TABLE with :trigrams in COLUMN = :scope}` over the column `text` of a table, as `writeScopedText` writes it. Each
 * entry is made of the row's scope and three characters, so a search of one scope costs the same whatever is in the others.
 * On SQLite the table needs an integer primary key of its own, `key`: VACUUM may give other row ids to a table without one.
 *
 * @param scope an integer column of the table that does not change
 */
export async function layScopedTextIndex(db: MigrationSchema, table: string, scope: string): Promise<void> {
  const [rows, index, scopeColumn] = [sql.table(table), sql.table(`${table}_index`), sql.ref(scope)];
  if (isPostgres(db)) {
    await createScopedTrigrams(db);
    // Without a list of pending entries: a search would read all of it, and some unlucky writer would have to file it.
    await sql`CREATE INDEX ${index} ON ${rows} USING gin (scoped_trigrams(${scopeColumn}, text))
      WITH (fastupdate = off)`.execute(db);
    return;
  }
  // The words of this index are made by `scoped_words`, a function of the connection: the tokenizer has only to part them.
  await sql`CREATE VIRTUAL TABLE ${index} USING fts5(text, content='', contentless_delete=1, detail=none,
    tokenize='ascii')`.execute(db);
  const wordsOf = (row: string) => sql`scoped_words(${sql.ref(`${row}.${scope}`)}, ${sql.ref(`${row}.text`)})`;
  await sql`CREATE TRIGGER ${sql.table(`${table}_added`)} AFTER INSERT ON ${rows} BEGIN
    INSERT INTO ${index} (rowid, text) VALUES (NEW.key, ${wordsOf('NEW')}); END`.execute(db);
  await sql`CREATE TRIGGER ${sql.table(`${table}_changed`)} AFTER UPDATE OF text ON ${rows}
    WHEN OLD.text <> NEW.text BEGIN
    UPDATE ${index} SET text = ${wordsOf('NEW')} WHERE rowid = NEW.key; END`.execute(db);
  await sql`CREATE TRIGGER ${sql.table(`${table}_removed`)} AFTER DELETE ON ${rows} BEGIN
    DELETE FROM ${index} WHERE rowid = OLD.key; END`.execute(db);
}

/** What it costs is said, so that no plan reckons on calling it for every row. */
async function createScopedTrigrams(db: MigrationSchema): Promise<void> {
  await sql`CREATE FUNCTION scoped_trigrams(scope bigint, whole text) RETURNS text[] LANGUAGE sql IMMUTABLE COST 100 AS $$
    SELECT COALESCE(array_agg(DISTINCT (scope || substr(whole, n, 3)) COLLATE "C"), '{}')
    FROM generate_series(1, length(whole) - 2) AS n
    WHERE strpos(substr(whole, n, 3), ${sql.lit(notInIndex.anywhere)}) = 0
      AND substr(whole, n + 2, 1) <> ${sql.lit(notInIndex.last)} $$`.execute(db);
}
