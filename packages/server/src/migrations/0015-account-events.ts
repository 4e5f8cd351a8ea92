import { sql } from 'kysely';
import { columnTypes, type MigrationSchema, strictly } from '#platform/database/columns.ts';
import { isPostgres } from '#platform/database/migrate.ts';
import type { Migration } from '#platform/database/migration.ts';

/**
 * The latest event of each account, for the tables of people that other services keep. Written by triggers, so that no
 * statement that changes an account can forget it; numbered a moment after the commit (decision 0042).
 */
export const accountEvents: Migration = {
  kind: 'expand',
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('account_events')
      .$call(strictly(db))
      // No reference: the event of a deleted account outlives it.
      .addColumn('account_id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('kind', type.text, (column) => column.notNull().check(sql`kind in ('created', 'changed', 'deleted')`))
      .addColumn('occurred_at', type.instant, (column) => column.notNull())
      // Null until it is numbered, and again after each change.
      .addColumn('sequence', type.sequence)
      .execute();
    await db.schema
      .createTable('account_event_counter')
      .$call(strictly(db))
      .addColumn('id', type.count, (column) => column.primaryKey().notNull())
      .addColumn('last', type.sequence, (column) => column.notNull())
      // Up to where events of deleted accounts are forgotten.
      .addColumn('forgotten', type.sequence, (column) => column.notNull().defaultTo(0))
      .execute();
    // Before the accounts are read: on PostgreSQL it waits for whoever is writing one, and keeps the next ones waiting.
    await (isPostgres(db) ? recordOnPostgres(db) : recordOnSqlite(db));
    await sql`INSERT INTO account_events (account_id, kind, occurred_at, sequence)
      SELECT id, 'created', created_at, ROW_NUMBER() OVER (ORDER BY created_at, id) FROM accounts`.execute(db);
    await sql`INSERT INTO account_event_counter (id, last) SELECT 1, COUNT(*) FROM account_events`.execute(db);
    await db.schema.createIndex('account_events_sequence').unique().on('account_events').column('sequence').execute();
    await db.schema
      .createIndex('account_events_unnumbered')
      .on('account_events')
      .columns(['occurred_at', 'account_id'])
      .where(sql.ref('sequence'), 'is', null)
      .execute();
    await db.schema
      .createIndex('account_events_deleted')
      .on('account_events')
      .column('occurred_at')
      .where(sql.ref('kind'), '=', sql.lit('deleted'))
      .execute();
  },
};

/** What other services are shown of an account. Another password, or a session that begins, is none of their business. */
const shownColumns = [
  'email',
  'email_verified_at',
  'username',
  'first_name',
  'last_name',
  'role',
  'status',
  'locale',
  'time_zone',
  'country',
  'avatar_key',
];

/** One row for each account, its latest event. What was created and not numbered yet has not been told: it stays so. */
const record = (row: 'NEW' | 'OLD', kind: 'created' | 'changed' | 'deleted') => {
  const told =
    kind === 'changed'
      ? `CASE WHEN account_events.sequence IS NULL AND account_events.kind = 'created' THEN 'created' ELSE 'changed' END`
      : `'${kind}'`;
  return sql.raw(`INSERT INTO account_events (account_id, kind, occurred_at, sequence) VALUES (${row}.id, '${kind}', now_ms(), NULL)
    ON CONFLICT (account_id) DO UPDATE SET kind = ${told}, occurred_at = now_ms(), sequence = NULL;`);
};

async function recordOnSqlite(db: MigrationSchema): Promise<void> {
  const columns = sql.raw(shownColumns.join(', '));
  const isOther = sql.raw(shownColumns.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR '));
  await sql`CREATE TRIGGER accounts_created AFTER INSERT ON accounts BEGIN ${record('NEW', 'created')} END`.execute(db);
  await sql`CREATE TRIGGER accounts_changed AFTER UPDATE OF ${columns} ON accounts WHEN ${isOther} BEGIN
    ${record('NEW', 'changed')} END`.execute(db);
  await sql`CREATE TRIGGER accounts_deleted AFTER DELETE ON accounts BEGIN ${record('OLD', 'deleted')} END`.execute(db);
}

async function recordOnPostgres(db: MigrationSchema): Promise<void> {
  await sql`CREATE FUNCTION record_account_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN ${record('NEW', 'created')}
    ELSIF TG_OP = 'UPDATE' THEN ${record('NEW', 'changed')}
    ELSE ${record('OLD', 'deleted')}
    END IF;
    RETURN NULL; END $$`.execute(db);
  const rowOf = (row: string) => sql.raw(`(${shownColumns.map((column) => `${row}.${column}`).join(', ')})`);
  await sql`CREATE TRIGGER accounts_created AFTER INSERT ON accounts
    FOR EACH ROW EXECUTE FUNCTION record_account_event()`.execute(db);
  await sql`CREATE TRIGGER accounts_changed AFTER UPDATE ON accounts
    FOR EACH ROW WHEN (${rowOf('OLD')} IS DISTINCT FROM ${rowOf('NEW')})
    EXECUTE FUNCTION record_account_event()`.execute(db);
  await sql`CREATE TRIGGER accounts_deleted AFTER DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION record_account_event()`.execute(db);
}
