/** What may be bound to a statement: there is no boolean, because SQLite has none; a state is an instant or null instead. */
export type SqlValue = string | number | Uint8Array | null;
export type SqlParameters = Readonly<Record<string, SqlValue>>;

/**
 * One query text for both databases, with `:name` parameters, compiled once.
 * Stores keep their statements as constants, so that the hot path never builds SQL.
 */
export type Statement<P extends SqlParameters, R> = {
  /** The same on every start, so that PostgreSQL can keep the plan under it. */
  readonly name: string;
  readonly sqlite: string;
  readonly postgres: string;
  /** Parameter names in the order of their numbers, `$1` first. */
  readonly parameters: readonly string[];
  /** The same for many callers at once, on PostgreSQL; see {@link batchedStatement}. */
  readonly batch?: Batch;
  /** Only for the types: a statement knows what goes in and what comes out. */
  readonly shape?: { parameters: P; row: R };
};

/** The text takes a list for each parameter, in their order, and answers each row with the caller's key as `asked_key`. */
export type Batch = {
  readonly postgres: string;
  readonly key: string;
  /** Whether one answer does for everybody who asks by the same key: true of what changes nothing. */
  readonly isShared: boolean;
};

/** A name but not a cast (`::text`) and not the inside of a quoted literal. */
const parameter = /'[^']*'|(?<![:\w]):([a-z_]\w*)/gi;

/**
 * Where the dialects part, and nothing else: `{for share}` and `{for update}` lock the rows read on PostgreSQL; SQLite has
 * a single writer and needs no lock. The latter takes what an UPDATE takes, and no more, so that a row which refers to the
 * locked one may still be inserted; `{for delete}` keeps those out as well; `{for unlocked}` is `{for update}` of those rows
 * that nobody else has locked, and waits for none. `{bytes}`-like types belong to migrations.
 */
const locks = /\{for (share|update|delete|unlocked)\}/g;
const lockClauses = {
  share: 'FOR SHARE',
  update: 'FOR NO KEY UPDATE',
  delete: 'FOR UPDATE',
  unlocked: 'FOR NO KEY UPDATE SKIP LOCKED',
} as const;

/**
 * `{TABLE with :trigrams}` stands for the rows whose text has all of these trigrams in it, by the index that `layTextIndex`
 * made; `{TABLE with :trigrams in COLUMN = :scope}` for those of one scope, by that of `layScopedTextIndex`;
 * `{COLUMN contains :term}` looks at the text itself. See `search-text.ts` and `scoped-search.ts`.
 */
const searches = /\{(\w+) with (:\w+)(?: in (\w+) = (:\w+))?\}|\{([\w.()]+) contains (:\w+)\}/g;
const writeSearches = (text: string, write: SearchDialect): string =>
  text.replace(
    searches,
    (
      _,
      table: string | undefined,
      trigrams: string,
      column: string | undefined,
      value: string,
      looked,
      term: string,
    ) => {
      if (table === undefined) return write.contains(String(looked), term);
      return write.rowsWith(table, trigrams, column === undefined ? undefined : { column, value });
    },
  );

type SearchDialect = {
  rowsWith(table: string, trigrams: string, scope?: { column: string; value: string }): string;
  contains(column: string, term: string): string;
};
/** The scope stands in every entry; that the row itself is asked as well is for nobody ever to see a row of somebody else. */
const sqliteSearch: SearchDialect = {
  rowsWith: (table, trigrams, scope) => {
    const query = scope === undefined ? `trigram_query(${trigrams})` : `scoped_query(${scope.value}, ${trigrams})`;
    const inScope = scope === undefined ? '' : ` AND +${table}.${scope.column} = ${scope.value}`;
    return `(SELECT ${table}.* FROM ${table}_index CROSS JOIN ${table} ON ${table}.key = ${table}_index.rowid
      WHERE ${table}_index MATCH ${query}${inScope})`;
  },
  contains: (column, term) => `instr(${column}, ${term}) > 0`,
};
const postgresSearch: SearchDialect = {
  // A sub-select, so that the planner can't see how many rows have them: for a frequent one it would read every row.
  rowsWith: (table, trigrams, scope) => {
    const entries = scope === undefined ? 'search_trigrams(' : `scoped_trigrams(${table}.${scope.column}, `;
    const before = scope === undefined ? '' : `CAST(${scope.value} AS bigint) || `;
    const inScope = scope === undefined ? '' : ` AND ${table}.${scope.column} + 0 = ${scope.value}`;
    return `(SELECT * FROM ${table} WHERE ${entries}${table}.text) @> ARRAY(
      SELECT (${before}substr(CAST(${trigrams} AS text), 3 * n + 1, 3)) COLLATE "C"
      FROM generate_series(0, length(CAST(${trigrams} AS text)) / 3 - 1) AS n)${inScope})`;
  },
  contains: (column, term) => `strpos(${column}, CAST(${term} AS text)) > 0`,
};

/**
 * `{each :list}` stands for the elements of a JSON array, one in each row and called `value`; what is in one is told by
 * `value ->> 'name'`. For statements about many rows, which would otherwise be as many ways to the database.
 */
const lists = /\{each (:\w+)\}/g;
const sqliteEach = (list: string): string => `(SELECT value FROM json_each(${list}))`;
const postgresEach = (list: string): string => `(SELECT value FROM json_array_elements(CAST(${list} AS json)))`;

/**
 * @param name what the statement does, unique in the service, e.g. `sessions.rotate`
 * @param text the SQL, with `:name` parameters and `now_ms()` for the database's clock
 */
export function statement<P extends SqlParameters, R = never>(name: string, text: string): Statement<P, R> {
  const parameters: string[] = [];
  const numberOf = (parameterName: string): number => {
    const known = parameters.indexOf(parameterName);
    return known >= 0 ? known + 1 : parameters.push(parameterName);
  };
  const numbered = (sign: string, search: SearchDialect, each: (list: string) => string): string =>
    writeSearches(text, search)
      .replace(lists, (_, list: string) => each(list))
      .replace(parameter, (found, parameterName?: string) =>
        parameterName === undefined ? found : sign + String(numberOf(parameterName)),
      );
  return {
    name,
    postgres: numbered('$', postgresSearch, postgresEach).replace(
      locks,
      (_, lock: keyof typeof lockClauses) => lockClauses[lock],
    ),
    sqlite: numbered('?', sqliteSearch, sqliteEach).replace(locks, ''),
    parameters,
  };
}

/** What stands for the callers of a batch, and for nothing where there is one. */
const callers = '{of callers}';
const callersWhere = /\{of callers\}\s+WHERE /;

/**
 * A SELECT or an UPDATE of one row that many callers ask for at the same time: PostgreSQL does it for all of them in one
 * statement, which is one round trip and one commit. What somebody else holds an UPDATE leaves out rather than waits for,
 * so that a batch stands in nobody's way and never is part of a deadlock; whoever was left out asks again alone.
 *
 * @param text with `{of callers}` before its WHERE, which is a list of conditions joined by AND; an UPDATE ends with
 *   RETURNING. Columns need no table's name
 * @param batch the table, its key column, which parameter holds that, and the type of every parameter on PostgreSQL
 */
export function batchedStatement<P extends SqlParameters, R = never>(
  name: string,
  text: string,
  batch: { table: string; column: string; key: keyof P & string; types: Readonly<Record<keyof P & string, string>> },
): Statement<P, R> {
  const lone = statement<P, R>(name, text.replace(callers, ''));
  const listOf = (parameterName: string): string =>
    `$${lone.parameters.indexOf(parameterName) + 1}::${batch.types[parameterName as keyof P & string]}[]`;
  const source = `unnest(${lone.parameters.map(listOf).join(', ')}) AS asked (${lone.parameters.map(asked).join(', ')})`;
  // Materialized, so that the rows are locked once: without it a planner that takes the table for small does so for each row.
  const free = `WITH free AS MATERIALIZED (SELECT ${batch.column} AS free_key FROM ${batch.table}
      WHERE ${batch.column} = ANY(${listOf(batch.key)}) FOR NO KEY UPDATE SKIP LOCKED)`;
  const forMany = text.replace(parameter, (found, parameterName?: string) =>
    parameterName === undefined ? found : asked(parameterName),
  );
  // Said once more with the list itself, so that also a planner that knows nothing of the table looks into its index first.
  const among = `WHERE ${batch.column} = ANY(${listOf(batch.key)}) AND `;
  const answered = `${asked(batch.key)} AS asked_key`;
  const isShared = text.startsWith('SELECT ');
  const postgres = isShared
    ? forMany.replace(callersWhere, `CROSS JOIN ${source} ${among}`).replace('SELECT ', `SELECT ${answered}, `)
    : `${free}\n  ${forMany.replace(callersWhere, `FROM ${source}\n    JOIN free ON free_key = ${asked(batch.key)}\n   ${among}`)}, ${answered}`;
  return { ...lone, batch: { postgres, key: batch.key, isShared } };
}

/** No column of a table begins so. */
const asked = (parameterName: string): string => `asked_${parameterName}`;

/** The values of a statement in the order of its parameters. */
export function bind(target: { parameters: readonly string[]; name: string }, values: SqlParameters): SqlValue[] {
  return target.parameters.map((parameterName) => {
    const value = values[parameterName];
    if (value === undefined) throw new TypeError(`${target.name}: parameter ${parameterName} is missing`);
    return value;
  });
}
