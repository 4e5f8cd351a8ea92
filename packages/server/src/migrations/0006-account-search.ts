import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, type MigrationSchema, strictly } from '#platform/database/columns.ts';
import { isPostgres } from '#platform/database/migrate.ts';
import { createSearchFunctions, layTextIndex } from '#platform/database/text-index.ts';

/** What makes the list of accounts cost the same however many there are: indexes, a text to search, and counts. */
export const accountSearch: Migration = {
  up: async (db) => {
    await indexSorts(db);
    await createSearchFunctions(db);
    await createSearchTable(db);
    await (isPostgres(db) ? keepSearchOnPostgres(db) : keepSearchOnSqlite(db));
    await layTextIndex(db, 'account_search');
    await createCounts(db);
    await (isPostgres(db) ? keepCountsOnPostgres(db) : keepCountsOnSqlite(db));
    // For the list of mails that administrators see.
    await db.schema.createIndex('outbox_created_at').on('outbox').columns(['created_at', 'id']).execute();
    // Since which epoch the present chain of refresh tokens runs, where the session's epoch has grown since without a new
    // chain: by a change of the role. Null while the two are the same.
    await db.schema.alterTable('sessions').addColumn('chain_epoch', columnTypes(db).count).execute();
    if (isPostgres(db)) await sql`ANALYZE accounts, account_search`.execute(db);
  },
};

/** Each group of one role and one state is a range of its own, so that a filter leaves nothing to skip. */
async function indexSorts(db: MigrationSchema): Promise<void> {
  const sorts = {
    created: sql`created_at`,
    updated: sql`updated_at`,
    email: sql`email_canonical`,
    username: sql`(COALESCE(username_canonical, ''))`,
  };
  for (const [name, sort] of Object.entries(sorts))
    await sql`CREATE INDEX ${sql.table(`accounts_by_${name}`)} ON accounts (role, status, ${sort}, id)`.execute(db);
}

/**
 * The text of an account's search: role and status as three characters each, then the fields, each behind two separators.
 * The name stands in either order, as people type it; an address in another script also as the mail server reads it.
 *
 * @param row `NEW` in a trigger, or the table
 */
function searchTextOf(db: MigrationSchema, row: string) {
  const column = (name: string) => sql.raw(`${row}.${name}`);
  const character = sql.raw(isPostgres(db) ? 'chr' : 'char');
  const [filter, field] = [sql`${character}(30)`, sql`${character}(31) || ${character}(31)`];
  const form = (name: string) => sql`search_form(${column(name)})`;
  return sql`${filter} || 'r' || substr(${column('role')}, 1, 1) || ${filter} || 's' || substr(${column('status')}, 1, 1)
    || ${field} || ${form('email')} || ${field} || ${form('username')}
    || ${field} || ${form('first_name')} || ' ' || ${form('last_name')}
    || ${field} || ${form('last_name')} || ' ' || ${form('first_name')} || ${field}
    || CASE WHEN ${column('email_canonical')} <> ${form('email')} THEN ${column('email_canonical')} ELSE '' END`;
}

const searchedColumns = ['role', 'status', 'email', 'email_canonical', 'username', 'first_name', 'last_name'];

async function createSearchTable(db: MigrationSchema): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable('account_search')
    .$call(strictly(db))
    .$call((table) =>
      isPostgres(db)
        ? table.addColumn('account_id', type.id, (column) =>
            column.primaryKey().notNull().references('accounts.id').onDelete('cascade'),
          )
        : table
            .addColumn('key', type.sequence, (column) => column.primaryKey().notNull())
            .addColumn('account_id', type.id, (column) =>
              column.unique().notNull().references('accounts.id').onDelete('cascade'),
            ),
    )
    .addColumn('text', type.id, (column) => column.notNull())
    .execute();
  await sql`INSERT INTO account_search (account_id, text) SELECT id, ${searchTextOf(db, 'accounts')} FROM accounts`.execute(
    db,
  );
}

/** By triggers, so that no statement that changes a name can forget it, not even one typed by hand. */
async function keepSearchOnSqlite(db: MigrationSchema): Promise<void> {
  const text = searchTextOf(db, 'NEW');
  await sql`CREATE TRIGGER accounts_search_added AFTER INSERT ON accounts BEGIN
    INSERT INTO account_search (account_id, text) VALUES (NEW.id, ${text}); END`.execute(db);
  await sql`CREATE TRIGGER accounts_search_changed AFTER UPDATE OF ${sql.raw(searchedColumns.join(', '))} ON accounts BEGIN
    UPDATE account_search SET text = ${text} WHERE account_id = NEW.id; END`.execute(db);
}

async function keepSearchOnPostgres(db: MigrationSchema): Promise<void> {
  const rowOf = (row: string) => sql.raw(`(${searchedColumns.map((column) => `${row}.${column}`).join(', ')})`);
  await sql`CREATE FUNCTION keep_account_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN
      INSERT INTO account_search (account_id, text) VALUES (NEW.id, ${searchTextOf(db, 'NEW')});
    ELSE
      UPDATE account_search SET text = ${searchTextOf(db, 'NEW')} WHERE account_id = NEW.id;
    END IF;
    RETURN NULL; END $$`.execute(db);
  await sql`CREATE TRIGGER accounts_search_added AFTER INSERT ON accounts
    FOR EACH ROW EXECUTE FUNCTION keep_account_search()`.execute(db);
  await sql`CREATE TRIGGER accounts_search_changed AFTER UPDATE ON accounts
    FOR EACH ROW WHEN (${rowOf('OLD')} IS DISTINCT FROM ${rowOf('NEW')}) EXECUTE FUNCTION keep_account_search()`.execute(
    db,
  );
}

/** How many accounts there are of each role and state, and how many events of some types there were each day (UTC). */
async function createCounts(db: MigrationSchema): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable('account_counts')
    .$call(strictly(db))
    .addColumn('role', type.text, (column) => column.notNull())
    .addColumn('status', type.text, (column) => column.notNull())
    .addColumn('slot', type.count, (column) => column.notNull())
    .addColumn('accounts', type.sequence, (column) => column.notNull())
    .addPrimaryKeyConstraint('account_counts_primary', ['role', 'status', 'slot'])
    .execute();
  await sql`INSERT INTO account_counts (role, status, slot, accounts)
    SELECT role, status, 0, COUNT(*) FROM accounts GROUP BY role, status`.execute(db);
  await db.schema
    .createTable('event_counts')
    .$call(strictly(db))
    .addColumn('day', type.count, (column) => column.notNull())
    .addColumn('type', type.text, (column) => column.notNull())
    .addColumn('slot', type.count, (column) => column.notNull())
    .addColumn('events', type.sequence, (column) => column.notNull())
    .addPrimaryKeyConstraint('event_counts_primary', ['day', 'type', 'slot'])
    .execute();
  await sql`INSERT INTO event_counts (day, type, slot, events)
    SELECT created_at / 86400000, type, 0, COUNT(*) FROM audit_events
    WHERE type IN (${countedTypes}) GROUP BY 1, 2`.execute(db);
}

const countedTypes = sql.raw("'account_created', 'sign_in_succeeded', 'sign_in_failed'");

async function keepCountsOnSqlite(db: MigrationSchema): Promise<void> {
  const add = (row: string, by: number) => sql`INSERT INTO account_counts (role, status, slot, accounts)
    VALUES (${sql.raw(row)}.role, ${sql.raw(row)}.status, 0, ${sql.lit(by)})
    ON CONFLICT (role, status, slot) DO UPDATE SET accounts = accounts + ${sql.lit(by)};`;
  await sql`CREATE TRIGGER accounts_counted AFTER INSERT ON accounts BEGIN ${add('NEW', 1)} END`.execute(db);
  await sql`CREATE TRIGGER accounts_uncounted AFTER DELETE ON accounts BEGIN ${add('OLD', -1)} END`.execute(db);
  await sql`CREATE TRIGGER accounts_recounted AFTER UPDATE OF role, status ON accounts
    WHEN OLD.role <> NEW.role OR OLD.status <> NEW.status
    BEGIN ${add('OLD', -1)} ${add('NEW', 1)} END`.execute(db);
  await sql`CREATE TRIGGER audit_events_counted AFTER INSERT ON audit_events WHEN NEW.type IN (${countedTypes}) BEGIN
    INSERT INTO event_counts (day, type, slot, events) VALUES (NEW.created_at / 86400000, NEW.type, 0, 1)
    ON CONFLICT (day, type, slot) DO UPDATE SET events = events + 1; END`.execute(db);
}

/**
 * A transaction counts in a slot that no other one at work has, so nobody waits for a count, and no two can wait for each
 * other whatever they change in whatever order. The counts of all slots together are right; one alone may be below zero.
 */
async function keepCountsOnPostgres(db: MigrationSchema): Promise<void> {
  await sql`CREATE FUNCTION counter_slot() RETURNS integer LANGUAGE plpgsql AS $$
    DECLARE slot integer := pg_backend_pid() % 64;
    BEGIN
      FOR tried IN 1..64 LOOP
        IF pg_try_advisory_xact_lock(1347375956, slot) THEN RETURN slot; END IF;
        slot := (slot + 1) % 64;
      END LOOP;
      RETURN slot;
    END $$`.execute(db);
  // Once a statement and not once a row: a million rows would be a million versions of one row.
  await sql`CREATE FUNCTION count_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE own_slot integer := counter_slot();
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO account_counts AS counts (role, status, slot, accounts)
          SELECT role, status, own_slot, COUNT(*) FROM changed GROUP BY role, status ORDER BY role, status
          ON CONFLICT (role, status, slot) DO UPDATE SET accounts = counts.accounts + EXCLUDED.accounts;
      ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO account_counts AS counts (role, status, slot, accounts)
          SELECT role, status, own_slot, -COUNT(*) FROM changed GROUP BY role, status ORDER BY role, status
          ON CONFLICT (role, status, slot) DO UPDATE SET accounts = counts.accounts + EXCLUDED.accounts;
      ELSE
        INSERT INTO account_counts AS counts (role, status, slot, accounts)
          SELECT role, status, own_slot, by
          FROM (VALUES (OLD.role, OLD.status, -1), (NEW.role, NEW.status, 1)) AS both_sides (role, status, by)
          ORDER BY role, status
          ON CONFLICT (role, status, slot) DO UPDATE SET accounts = counts.accounts + EXCLUDED.accounts;
      END IF;
      RETURN NULL;
    END $$`.execute(db);
  await sql`CREATE TRIGGER accounts_counted AFTER INSERT ON accounts REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_accounts()`.execute(db);
  await sql`CREATE TRIGGER accounts_uncounted AFTER DELETE ON accounts REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_accounts()`.execute(db);
  await sql`CREATE TRIGGER accounts_recounted AFTER UPDATE ON accounts
    FOR EACH ROW WHEN ((OLD.role, OLD.status) IS DISTINCT FROM (NEW.role, NEW.status))
    EXECUTE FUNCTION count_accounts()`.execute(db);

  await sql`CREATE FUNCTION count_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO event_counts AS counts (day, type, slot, events)
      VALUES (NEW.created_at / 86400000, NEW.type, counter_slot(), 1)
      ON CONFLICT (day, type, slot) DO UPDATE SET events = counts.events + 1;
    RETURN NULL; END $$`.execute(db);
  await sql`CREATE TRIGGER audit_events_counted AFTER INSERT ON audit_events
    FOR EACH ROW WHEN (NEW.type IN (${countedTypes})) EXECUTE FUNCTION count_event()`.execute(db);
}
