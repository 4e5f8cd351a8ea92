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
  /** Only for the types: a statement knows what goes in and what comes out. */
  readonly shape?: { parameters: P; row: R };
};

/** A name but not a cast (`::text`) and not the inside of a quoted literal. */
const parameter = /'[^']*'|(?<![:\w]):([a-z_]\w*)/gi;

/**
 * Where the dialects part, and nothing else: `{for share}` and `{for update}` lock the rows read on PostgreSQL; SQLite has
 * a single writer and needs no lock. The latter takes what an UPDATE takes, and no more, so that a row which refers to the
 * locked one may still be inserted; `{for delete}` keeps those out as well. `{bytes}`-like types belong to migrations.
 */
const locks = /\{for (share|update|delete)\}/g;
const lockClauses = { share: 'FOR SHARE', update: 'FOR NO KEY UPDATE', delete: 'FOR UPDATE' } as const;

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
  const numbered = (sign: string): string =>
    text.replace(parameter, (found, parameterName?: string) =>
      parameterName === undefined ? found : sign + String(numberOf(parameterName)),
    );
  return {
    name,
    postgres: numbered('$').replace(locks, (_, lock: keyof typeof lockClauses) => lockClauses[lock]),
    sqlite: numbered('?').replace(locks, ''),
    parameters,
  };
}

/** The values of a statement in the order of its parameters. */
export function bind(target: { parameters: readonly string[]; name: string }, values: SqlParameters): SqlValue[] {
  return target.parameters.map((parameterName) => {
    const value = values[parameterName];
    if (value === undefined) throw new TypeError(`${target.name}: parameter ${parameterName} is missing`);
    return value;
  });
}
