import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import type { Config } from '#server/config.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

type Server = {
  version: string;
  version_number: number;
  encoding: string;
  locale: string;
  fsync: string;
  synchronous_commit: string;
  isolation: string;
  is_encrypted: number;
  max_connections: number;
  reserved_connections: number;
};

/** By which rules the database would sort and fold: those of the C library, or of ICU, whose column changed its name in 17. */
const nameOfLocale =
  "COALESCE(to_jsonb(pg_database) ->> 'datlocale', to_jsonb(pg_database) ->> 'daticulocale', CAST(datcollate AS text))";
const facts = statement<Record<never, never>, Server>(
  'doctor.postgres',
  `SELECT current_setting('server_version') AS version, CAST(current_setting('server_version_num') AS integer) AS version_number,
     current_setting('server_encoding') AS encoding, ${nameOfLocale} AS locale, current_setting('fsync') AS fsync,
     current_setting('synchronous_commit') AS synchronous_commit,
     current_setting('default_transaction_isolation') AS isolation,
     CAST(COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS integer) AS is_encrypted,
     CAST(current_setting('max_connections') AS integer) AS max_connections,
     CAST(current_setting('superuser_reserved_connections') AS integer)
       + COALESCE(CAST(current_setting('reserved_connections', true) AS integer), 0) AS reserved_connections
   FROM pg_database WHERE datname = current_database()`,
);
const serverTime = statement<Record<never, never>, { now: number }>(
  'doctor.postgres_time',
  'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now',
);

/** The oldest version that the suites were run on. */
const oldestVersion = 150_000;
const smallSkewMilliseconds = 2000;
const largeSkewMilliseconds = 30_000;

export async function inspectPostgres(
  { read }: Database,
  config: Pick<Config, 'databaseUrl' | 'databaseConnections' | 'workers'>,
): Promise<Finding[]> {
  const server = await read.first(facts, {});
  if (server === undefined) return [fault('database', 'PostgreSQL does not describe itself', 'Look at its log.')];
  return [
    inspectVersion(server),
    inspectText(server),
    inspectDurability(server),
    ...inspectIsolation(server),
    ...inspectEncryption(server, config.databaseUrl),
    ...inspectConnections(server, config),
    await inspectClock(read),
  ];
}

const inspectVersion = ({ version, version_number }: Server): Finding =>
  version_number >= oldestVersion
    ? ok('database', `PostgreSQL ${version} answers`)
    : warning(
        'database',
        `PostgreSQL ${version} answers, which is older than what was tried`,
        'Use PostgreSQL 15 or newer.',
      );

/** Columns that are sorted are compared byte by byte, and folding is ours: docs/decisions/0022. */
const inspectText = ({ encoding, locale }: Server): Finding =>
  encoding === 'UTF8'
    ? ok('database', `encoding UTF8; locale ${locale}, on which neither search nor sorting depends`)
    : fault(
        'database',
        `the encoding is ${encoding}: names in other scripts cannot be kept`,
        "An encoding cannot be changed. Make another database with ENCODING 'UTF8' TEMPLATE template0, any locale will do, and take the data over with pg_dump.",
      );

const inspectDurability = ({ fsync, synchronous_commit }: Server): Finding =>
  fsync === 'on' && synchronous_commit !== 'off'
    ? ok('database', 'acknowledged writes are on disk')
    : fault(
        'database',
        `fsync=${fsync} and synchronous_commit=${synchronous_commit}: a revoked session can come back after a crash`,
        'Switch both on.',
      );

/** The loser of a race for a refresh token has to be looked at again on the winner's row. */
const inspectIsolation = ({ isolation }: Server): Finding[] =>
  isolation === 'read committed'
    ? []
    : [
        fault(
          'database',
          `default_transaction_isolation is "${isolation}": concurrent refreshes would fail`,
          "ALTER ROLE … SET default_transaction_isolation = 'read committed'",
        ),
      ];

const loopbackHosts = new Set(['', 'localhost', '127.0.0.1', '[::1]']);

/** What is encrypted was verified as well: config.ts takes nothing less. Behind a pooler it is the pooler's connection. */
function inspectEncryption({ is_encrypted }: Server, url: string): Finding[] {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const isVerified = /[?&]sslmode=verify-full\b/.test(url);
  if (isVerified) return [ok('database', `the connection to ${host} is encrypted, and its certificate was verified`)];
  if (is_encrypted === 1 || loopbackHosts.has(host)) return [];
  return [
    warning(
      'database',
      'the connection to PostgreSQL is not encrypted',
      'Add ?sslmode=verify-full to DATABASE_URL, unless the network between is yours alone.',
    ),
  ];
}

/** Each process keeps one beside its pool, to hear of the others. Migrations and commands need a few as well. */
function inspectConnections(
  { max_connections, reserved_connections }: Server,
  { databaseConnections, workers }: Pick<Config, 'databaseConnections' | 'workers'>,
): Finding[] {
  const wanted = (databaseConnections + 1) * workers;
  const free = max_connections - reserved_connections;
  if (wanted <= free) return [];
  return [
    warning(
      'database',
      `${workers} × (DATABASE_CONNECTIONS=${databaseConnections} and one) are ${wanted} connections, and the server takes ${free}`,
      'Lower DATABASE_CONNECTIONS or WORKERS, or raise max_connections; all nodes together have to fit.',
    ),
  ];
}

/** Sessions go by the database's clock, the expiry of access tokens is looked at by this machine's. */
async function inspectClock(read: Database['read']): Promise<Finding> {
  const before = Date.now();
  const there = (await read.first(serverTime, {}))?.now ?? 0;
  const skew = Math.round(there - (before + Date.now()) / 2);
  const told = `its clock is ${Math.abs(skew)} ms ${skew < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(skew) <= smallSkewMilliseconds) return ok('database', told);
  const advice = 'Let both machines follow a time server (NTP).';
  return Math.abs(skew) > largeSkewMilliseconds
    ? fault('database', `${told}: tokens expire too early or too late`, advice)
    : warning('database', told, advice);
}
