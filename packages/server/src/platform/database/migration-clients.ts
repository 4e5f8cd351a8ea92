import type pg from 'pg';

/** Who works on the database beside us, as PostgreSQL tells it. */
type Client = { pid: number; application_name: string; client_addr: string | null; seconds: number };

const clientColumns = `activity.pid, activity.application_name, host(activity.client_addr) AS client_addr,
  COALESCE(extract(epoch FROM clock_timestamp() - activity.xact_start), 0)::integer AS seconds`;

const describeOne = ({ pid, application_name, client_addr, seconds }: Client): string =>
  `${application_name || 'a client'} (process ${pid}${client_addr === null ? '' : ` from ${client_addr}`}${seconds > 0 ? `, for ${seconds} s` : ''})`;

/** @param lockKey of the advisory lock that somebody else has */
export async function describeHolder(client: pg.Client, lockKey: string): Promise<string> {
  const { rows } = await client.query<Client>(
    `SELECT ${clientColumns} FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)
     WHERE locks.locktype = 'advisory' AND locks.granted AND locks.objsubid = 1
       AND (locks.classid::bigint << 32) + locks.objid::bigint = ${lockKey}
       AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  const [holder] = rows;
  return `another node is migrating the database${holder === undefined ? '' : `: ${describeOne(holder)}`}`;
}

/** Who held the lock of a table is not known any more; a transaction that has been open for long is the likeliest. */
export async function describeOldest(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Client>(
    `SELECT ${clientColumns} FROM pg_stat_activity AS activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
     ORDER BY xact_start LIMIT 1`,
  );
  const [oldest] = rows;
  const who = oldest === undefined ? '' : `; the oldest transaction is that of ${describeOne(oldest)}`;
  return `a table is in use by others${who}`;
}

/**
 * A node at work asks the database each second, so whoever did in the last few is one; the connections of a node that starts,
 * ours among them, are silent until its migrations are done.
 *
 * @param within milliseconds
 * @returns undefined where there is none
 */
export async function describeNodesAtWork(client: pg.Client, within: number): Promise<string | undefined> {
  const { rows } = await client.query<Client>(
    `SELECT ${clientColumns} FROM pg_stat_activity AS activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND application_name LIKE 'portress%' AND application_name <> 'portress migrations'
       AND state_change > clock_timestamp() - make_interval(secs => $1)
     ORDER BY pid`,
    [within / 1000],
  );
  return rows.length === 0 ? undefined : rows.map(describeOne).join(', ');
}
