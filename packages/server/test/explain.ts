import type pg from 'pg';

/** What a service has sent: the text with its numbered parameters, and their values. */
export type SentStatement = { text: string; values: readonly unknown[] };

/** A node of a plan that looks into a table. */
export type Look = {
  table: string;
  /** `Seq Scan`, `Index Scan`, … */
  kind: string;
  /** The condition that the index answers; empty where none does. */
  condition: string;
  /** Rows that were looked at, those that did not fit included; unknown where nothing was carried out. */
  rows: number | undefined;
};

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
};

type Explained = { 'QUERY PLAN': [{ Plan: PlanNode }] };

/** What PostgreSQL makes of `now_ms()`. */
const clock = "((EXTRACT(epoch FROM statement_timestamp()) * '1000'::numeric))::bigint";

/** As PostgreSQL would carry it out for any values, in its own words, but with the name of the clock. */
export async function printPlan(client: pg.Client, { text }: SentStatement): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${text}`);
  return rows.map((row) => row['QUERY PLAN'].replaceAll(clock, 'now_ms()')).join('\n');
}

/** Where it looks for any values: the plan that a connection keeps. */
export async function looksForAny(client: pg.Client, { text }: SentStatement): Promise<Look[]> {
  const { rows } = await client.query<Explained>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
  return looksIn(rows);
}

/** Carries it out once more as it was sent, counts, and undoes it. An insert would meet itself, so it is only planned. */
export async function looksOf(client: pg.Client, { text, values }: SentStatement): Promise<Look[]> {
  const isCarriedOut = !/^\s*INSERT/i.test(text);
  await client.query('BEGIN');
  try {
    const how = isCarriedOut ? 'ANALYZE, TIMING OFF, FORMAT JSON' : 'FORMAT JSON';
    const { rows } = await client.query<Explained>(`EXPLAIN (${how}) ${text}`, [...values]);
    return looksIn(rows);
  } finally {
    await client.query('ROLLBACK');
  }
}

const looksIn = ([row]: Explained[]): Look[] => (row === undefined ? [] : looksUnder(row['QUERY PLAN'][0].Plan));

function looksUnder(node: PlanNode): Look[] {
  const below = (node.Plans ?? []).flatMap(looksUnder);
  const table = node['Relation Name'];
  if (table === undefined || node['Node Type'] === 'ModifyTable') return below;
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const loops = node['Actual Loops'];
  return [
    ...below,
    {
      table,
      kind: node['Node Type'],
      condition: node['Index Cond'] ?? node['Recheck Cond'] ?? '',
      rows: loops === undefined ? undefined : each * loops,
    },
  ];
}
