import type pg from 'pg';

export type CatalogColumn = {
  table: string;
  name: string;
  /** With its collation, where it is not that of the database, and how it is generated. */
  type: string;
  is_required: boolean;
  has_default: boolean;
};

/** A constraint, or a unique index that stands for one. `columns` are those it speaks of; null: an expression, so any. */
export type CatalogRule = {
  table: string;
  name: string;
  kind: 'check' | 'foreign key' | 'primary key' | 'unique' | 'exclusion';
  columns: string[] | null;
  definition: string;
};

export type CatalogPart = { name: string; definition: string };

/** What a schema of PostgreSQL promises to those who work on it, read from the system catalogs. */
export type Catalog = {
  tables: CatalogPart[];
  columns: CatalogColumn[];
  rules: CatalogRule[];
  indexes: CatalogPart[];
  functions: CatalogPart[];
  triggers: CatalogPart[];
};

/** Everything in the schema that stands first in the search path; every query answers one column of JSON. */
const queries: Record<keyof Catalog, string> = {
  tables: `SELECT relname AS name, relkind::text || CASE WHEN relrowsecurity THEN ' with row security' ELSE '' END AS definition
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')`,
  columns: `SELECT tables.relname AS table, attname AS name,
      format_type(atttypid, atttypmod)
        || CASE WHEN attcollation IN (0, typcollation) THEN '' ELSE ' COLLATE ' || attcollation::regcollation::text END
        || CASE attidentity WHEN '' THEN '' ELSE ' identity ' || attidentity::text END
        || CASE attgenerated WHEN '' THEN '' ELSE ' generated ' || pg_get_expr(adbin, adrelid) END AS type,
      attnotnull AS is_required, atthasdef OR attidentity <> '' AS has_default
    FROM pg_attribute JOIN pg_class AS tables ON tables.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
      AND attnum > 0 AND NOT attisdropped`,
  rules: `SELECT tables.relname AS table, conname AS name,
      CASE contype WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key' WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
        ELSE 'exclusion' END AS kind,
      (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS columns,
      pg_get_constraintdef(pg_constraint.oid) AS definition
    FROM pg_constraint JOIN pg_class AS tables ON tables.oid = conrelid
    WHERE connamespace = current_schema()::regnamespace AND contype IN ('c', 'f', 'p', 'u', 'x')
    UNION ALL
    SELECT tables.relname, indexes.relname, 'unique',
      CASE WHEN 0 = ANY (indkey::smallint[]) THEN NULL ELSE
        (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = indrelid AND attnum = ANY (indkey::smallint[]))
      END, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class AS indexes ON indexes.oid = indexrelid JOIN pg_class AS tables ON tables.oid = indrelid
    WHERE indexes.relnamespace = current_schema()::regnamespace AND indisunique
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))`,
  indexes: `SELECT relname AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT indisunique`,
  functions: `SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ')' AS name, pg_get_functiondef(oid) AS definition
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prokind IN ('f', 'p')`,
  triggers: `SELECT tgname || ' of ' || relname AS name, tgenabled::text || ' ' || pg_get_triggerdef(pg_trigger.oid) AS definition
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal`,
};

/** Of the schema that stands first in the search path, without the books of the migrations themselves. */
export async function readCatalog(client: pg.Client): Promise<Catalog> {
  const list = async <R>(part: keyof Catalog): Promise<R[]> => {
    const { rows } = await client.query<{ found: R[] }>(
      `SELECT COALESCE(json_agg(part), '[]') AS found FROM (${queries[part]}) AS part`,
    );
    return rows[0]?.found ?? [];
  };
  return {
    tables: await list('tables'),
    columns: await list('columns'),
    rules: await list('rules'),
    indexes: await list('indexes'),
    functions: await list('functions'),
    triggers: await list('triggers'),
  };
}
