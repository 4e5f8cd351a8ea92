import type pg from 'pg';
import { migrations } from '#migrations/migrations.ts';
import { describeNodesAtWork } from '#platform/database/migration-clients.ts';
import { migrationLimits } from '#platform/database/migration-lock.ts';
import { compareTimelines, newerVersion } from '#platform/database/newer-database.ts';
import { readTimeline } from '#platform/database/read-timeline.ts';
import { bind } from '#platform/database/statement.ts';
import { findWhereabouts, setWhereabouts, type Whereabouts } from '#platform/database/whereabouts.ts';

/** The oldest version that the suites were run on. */
const oldestVersion = 150_000;
/** "PORT": two promotions into one database would undo each other. */
const promotionLock = 0x504f5254;

export type TargetRead = {
  faults: string[];
  /** Null where it holds no installation yet. */
  whereabouts: Whereabouts | null;
  /** What a service has begun there already, in words; null where nobody would miss anything. */
  begun: string | null;
};

/** Everything that stands in the way of a promotion into this database, whatever is to be promoted. */
export async function inspectTarget(client: pg.Client): Promise<TargetRead> {
  const server = await describeServer(client);
  const faults = findServerFaults(server);
  const nodes = await describeNodesAtWork(client, migrationLimits.lately);
  if (nodes !== undefined) faults.push(`A service is at work on the target: stop it first (${nodes}).`);
  if (!(await takePromotionLock(client))) faults.push('Another promotion into the target is under way.');
  if (!server.relations.includes('kysely_migration')) {
    if (server.relations.length > 0) faults.push(describeOthers(server.relations));
    return { faults, whereabouts: null, begun: null };
  }
  const { applied, kinds } = await readTimeline('postgres', async (statement) => {
    const { rows } = await client.query(statement.postgres);
    return rows as never[];
  });
  const { unknown } = compareTimelines(migrations.names, applied, kinds);
  if (unknown.length > 0) faults.push(newerVersion(unknown));
  return {
    faults,
    whereabouts: server.relations.includes('installation') ? await readTarget(client) : null,
    begun: await describeBegun(client, server.relations),
  };
}

async function describeServer(client: pg.Client): Promise<Server> {
  const { rows } = await client.query<Server>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS version_number,
       current_setting('server_encoding') AS encoding, current_setting('transaction_read_only') = 'on' AS is_read_only,
       current_schema() AS schema, COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
       current_user AS role, COALESCE((SELECT json_agg(relname ORDER BY relname) FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')), '[]') AS relations`,
  );
  const [server] = rows;
  if (server === undefined) throw new Error('PostgreSQL does not describe itself');
  return server;
}

type Server = {
  version: string;
  version_number: number;
  encoding: string;
  is_read_only: boolean;
  /** Null: nothing of the search path is there. */
  schema: string | null;
  may_create: boolean;
  role: string;
  /** Tables, views and sequences of the schema. */
  relations: string[];
};

function findServerFaults(server: Server): string[] {
  const faults: string[] = [];
  if (server.version_number < oldestVersion)
    faults.push(`The target is PostgreSQL ${server.version}: 15 or newer is needed.`);
  if (server.encoding !== 'UTF8')
    faults.push(
      `The encoding of the target is ${server.encoding}, in which names of other scripts cannot be kept: make a database with ENCODING 'UTF8' TEMPLATE template0.`,
    );
  if (server.is_read_only) faults.push('The target takes no writes: the address has to lead to the primary.');
  if (server.schema === null)
    faults.push('No schema of the search path is there: `CREATE SCHEMA public`, or set the search_path of the role.');
  else if (!server.may_create)
    faults.push(
      `The role ${server.role} may not make tables in the schema ${server.schema}: \`ALTER DATABASE … OWNER TO ${server.role}\`, or \`GRANT CREATE ON SCHEMA ${server.schema} TO ${server.role}\`.`,
    );
  return faults;
}

const shown = 5;
const describeOthers = (relations: readonly string[]): string =>
  `The target holds something else: ${relations.slice(0, shown).join(', ')}${relations.length > shown ? ` and ${relations.length - shown} more` : ''}. An empty database is needed.`;

/** Migrations that ran, and nothing else, are no loss; a service makes a signing key at its first start. */
async function describeBegun(client: pg.Client, relations: readonly string[]): Promise<string | null> {
  const counts: string[] = [];
  for (const [table, noun] of Object.entries({
    accounts: 'accounts',
    signing_keys: 'signing keys',
    audit_events: 'audit events',
  })) {
    if (!relations.includes(table)) continue;
    const { rows } = await client.query<{ rows: string }>(`SELECT COUNT(*)::text AS rows FROM ${table}`);
    if (rows[0] !== undefined && rows[0].rows !== '0') counts.push(`${noun}: ${rows[0].rows}`);
  }
  return counts.length === 0 ? null : counts.join(', ');
}

/** Held by this connection until it ends. */
async function takePromotionLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [promotionLock]);
  return rows[0]?.taken ?? false;
}

export async function readTarget(client: pg.Client): Promise<Whereabouts | null> {
  const { rows } = await client.query<Omit<Whereabouts, 'changed_at'> & { changed_at: string | null }>(
    findWhereabouts.postgres,
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, changed_at: row.changed_at === null ? null : Number(row.changed_at) };
}

/** From `arriving` on no service starts there, until it is `here`. */
export async function markTarget(client: pg.Client, whereabouts: Whereabouts): Promise<void> {
  await client.query(setWhereabouts.postgres, bind(setWhereabouts, whereabouts));
}
