import { type CreateTableBuilder, sql } from 'kysely';
import { isPostgres } from './migrate.ts';

export type MigrationSchema = Parameters<typeof isPostgres>[0];

/** The column types of the service, each in the words of the dialect. There is no boolean: see `SqlValue`. */
export const columnTypes = (db: MigrationSchema) =>
  isPostgres(db)
    ? {
        /** Opaque ids and canonical forms: compared byte by byte, so that both databases sort them alike. */
        id: sql`text COLLATE "C"`,
        text: sql`text`,
        /** Milliseconds since 1970. */
        instant: sql`bigint`,
        count: sql`integer`,
        sequence: sql`bigint`,
        bytes: sql`bytea`,
      }
    : {
        id: sql`text`,
        text: sql`text`,
        instant: sql`integer`,
        count: sql`integer`,
        sequence: sql`integer`,
        bytes: sql`blob`,
      };

/** SQLite keeps column types only in STRICT tables. */
export const strictly =
  (db: MigrationSchema) =>
  <T extends string, C extends string>(table: CreateTableBuilder<T, C>): CreateTableBuilder<T, C> =>
    isPostgres(db) ? table : table.modifyEnd(sql`strict`);
