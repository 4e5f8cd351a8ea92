import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, type MigrationSchema, strictly } from '#platform/database/columns.ts';
import { isPostgres } from '#platform/database/migrate.ts';
import { layScopedTextIndex } from '#platform/database/scoped-text-index.ts';

/** Address books and the contacts in them. */
export const contacts: Migration = {
  up: async (db) => {
    await createBooks(db);
    await createContacts(db);
    await indexContacts(db);
    await layScopedTextIndex(db, 'contacts', 'book_key');
  },
};

async function createBooks(db: MigrationSchema): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable('address_books')
    .$call(strictly(db))
    // A small number, because it stands before every entry of the search index.
    .addColumn('key', type.sequence, (column) =>
      isPostgres(db) ? column.generatedAlwaysAsIdentity().primaryKey() : column.primaryKey().notNull(),
    )
    // Null: its account has gone, and a sweep removes what is left in it.
    .addColumn('account_id', type.id, (column) => column.unique().references('accounts.id').onDelete('set null'))
    .addColumn('contacts', type.count, (column) => column.notNull())
    .addColumn('created_at', type.instant, (column) => column.notNull())
    .addCheckConstraint('address_books_contacts_counted', sql`contacts >= 0`)
    .execute();
  // Only those that are to be removed.
  await sql`CREATE INDEX address_books_orphaned ON address_books (key) WHERE account_id IS NULL`.execute(db);
}

async function createContacts(db: MigrationSchema): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable('contacts')
    .$call(strictly(db))
    .$call((table) =>
      isPostgres(db)
        ? table.addColumn('id', type.id, (column) => column.primaryKey().notNull())
        : table
            .addColumn('key', type.sequence, (column) => column.primaryKey().notNull())
            .addColumn('id', type.id, (column) => column.unique().notNull()),
    )
    .addColumn('book_key', type.sequence, (column) => column.notNull().references('address_books.key'))
    .addColumn('first_name', type.text, (column) => column.notNull())
    .addColumn('last_name', type.text)
    .addColumn('email', type.text)
    .addColumn('email_canonical', type.id)
    // E.164.
    .addColumn('phone', type.text)
    // Null: not known.
    .addColumn('birthday_year', type.count)
    // Month * 100 + day.
    .addColumn('birthday_day', type.count)
    .addColumn('notes', type.text)
    .addColumn('favorited_at', type.instant)
    // Last and first name in the form in which they are sorted, and everything in the form in which it is searched.
    .addColumn('name_sort', type.id, (column) => column.notNull())
    .addColumn('text', type.id, (column) => column.notNull())
    .addColumn('created_at', type.instant, (column) => column.notNull())
    .addColumn('updated_at', type.instant, (column) => column.notNull())
    .addCheckConstraint('contacts_first_name_there', sql`first_name <> ''`)
    .addCheckConstraint('contacts_email_in_both_forms', sql`(email IS NULL) = (email_canonical IS NULL)`)
    .addCheckConstraint('contacts_phone_international', sql`phone LIKE '+%'`)
    .addCheckConstraint(
      'contacts_birthday_possible',
      sql`birthday_day BETWEEN 101 AND 1231 AND birthday_day % 100 BETWEEN 1 AND 31`,
    )
    .addCheckConstraint(
      'contacts_birthday_year',
      sql`birthday_year IS NULL OR (birthday_year >= 1000 AND birthday_day IS NOT NULL)`,
    )
    .execute();
}

async function indexContacts(db: MigrationSchema): Promise<void> {
  await sql`CREATE UNIQUE INDEX contacts_email_canonical ON contacts (book_key, email_canonical)`.execute(db);
  await sql`CREATE INDEX contacts_by_name ON contacts (book_key, name_sort, id)`.execute(db);
  await sql`CREATE INDEX contacts_favorites ON contacts (book_key, name_sort, id)
    WHERE favorited_at IS NOT NULL`.execute(db);
  await sql`CREATE INDEX contacts_birthdays ON contacts (book_key, birthday_day, name_sort, id)
    WHERE birthday_day IS NOT NULL`.execute(db);
}
