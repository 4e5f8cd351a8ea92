import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, strictly } from '#platform/database/columns.ts';

export const cattery: Migration = {
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema
      .createTable('owners')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('email', type.text, (column) => column.notNull())
      .addColumn('email_canonical', type.id, (column) => column.notNull())
      .addColumn('name', type.text)
      .addColumn('name_sort', type.id, (column) => column.notNull())
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('updated_at', type.instant, (column) => column.notNull())
      .execute();
    await db.schema.createIndex('owners_email_canonical').unique().on('owners').column('email_canonical').execute();
    await db.schema
      .createIndex('owners_by_name')
      .on('owners')
      .columns(['name_sort', 'email_canonical', 'id'])
      .execute();

    await db.schema
      .createTable('cats')
      .$call(strictly(db))
      .addColumn('id', type.id, (column) => column.primaryKey().notNull())
      .addColumn('nickname', type.text, (column) => column.notNull())
      .addColumn('nickname_sort', type.id, (column) => column.notNull())
      .addColumn('age', type.count, (column) => column.notNull())
      .addColumn('description', type.text)
      .addColumn('vaccinated_at', type.instant)
      // Without cascade: an owner who still has cats stays.
      .addColumn('owner_id', type.id, (column) => column.notNull().references('owners.id'))
      .addColumn('created_at', type.instant, (column) => column.notNull())
      .addColumn('updated_at', type.instant, (column) => column.notNull())
      .addCheckConstraint('cats_age', sql`age BETWEEN 0 AND 30`)
      // Also for whoever writes here by hand: see apps/cattery/mur.ts.
      .addCheckConstraint('cats_mur_is_vaccinated', sql`nickname <> 'Mur' OR vaccinated_at IS NOT NULL`)
      .execute();
    await db.schema.createIndex('cats_by_nickname').on('cats').columns(['nickname_sort', 'id']).execute();
    await db.schema.createIndex('cats_of_owner').on('cats').columns(['owner_id', 'nickname_sort', 'id']).execute();
  },
};
