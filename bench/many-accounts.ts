import { migrations } from '../packages/server/src/migrations/migrations.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import type { Database } from '../packages/server/src/platform/database/database.ts';
import type { MigrationTarget } from '../packages/server/src/platform/database/migrate.ts';
import { openDatabase } from '../packages/server/src/platform/database/open-database.ts';
import { silentLog } from '../packages/server/src/platform/log.ts';
import { runOnPostgres } from '../packages/server/test/run-on-postgres.ts';

/** So many accounts have a name of their own, however many there are in all. */
export const rarelyNamed = 50;
export const rareName = 'Завгородня';
/** When account number 0 was made; each one after it a second later. */
export const firstMadeAt = 1_700_000_000_000;

export const firstNames = ['Anna', 'Олена', 'Taras', 'Марія', 'John', 'Sofia', 'Юрій', 'Linda', 'Sven', 'Yuki'];
export const lastNames = [
  'Shevchenko',
  'Коваленко',
  'Smith',
  'Müller',
  'Бондар',
  'Garcia',
  'Руденко',
  'Novak',
  'Sato',
  'Weber',
];
const pick = (names: readonly string[], by: string): string =>
  `CASE (${by}) % ${names.length} ${names.map((name, index) => `WHEN ${index} THEN '${name}'`).join(' ')} END`;
const perStatement = 20_000;

/**
 * Numbered accounts of people who could be real, in one statement for both databases: one in 25 a moderator, one in 20
 * suspended, a third with a username, ids in no order. Every trigger of the database does its work.
 */
const insertNumbers = (from: number, to: number, count: number): string => `
  INSERT INTO accounts (id, email, email_canonical, email_verified_at, username, username_canonical, first_name, last_name, role,
    status, locale, epoch, credential_version, created_at, updated_at)
  WITH RECURSIVE numbers (n) AS
    (SELECT CAST(${from} AS bigint) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${to})
  SELECT 'given' || ((n * 2654435761) % 4294967296), 'person' || n || '@example' || (n % 50) || '.com',
    'person' || n || '@example' || (n % 50) || '.com', ${firstMadeAt},
    CASE WHEN n % 3 = 0 THEN 'user_' || n END, CASE WHEN n % 3 = 0 THEN 'user_' || n END,
    ${pick(firstNames, 'n * 31')},
    CASE WHEN n % ${count / rarelyNamed} = 7 THEN '${rareName}' ELSE ${pick(lastNames, 'n * 7 / 10')} END,
    CASE WHEN n % 25 = 3 THEN 'moderator' ELSE 'user' END, CASE WHEN n % 20 = 7 THEN 'suspended' ELSE 'active' END,
    'en', 0, 0, ${firstMadeAt} + n * 1000, ${firstMadeAt} + (n * 7919) % ${count} * 1000
  FROM numbers`;

/** Opens a database, with the tables of this version. */
export async function withDatabase<T>(
  url: string,
  work: (database: Database, target: MigrationTarget) => Promise<T>,
): Promise<T> {
  const opened = await openDatabase({ url, clock: systemClock, log: silentLog, migrations, checkpoints: false });
  try {
    return await work(opened.database, opened.migrationTarget);
  } finally {
    await opened.database.close();
  }
}

/** Fills an empty database with so many accounts. */
export const fillAccounts = (url: string, count: number): Promise<void> =>
  withDatabase(url, async (_, target) => {
    const parts = Array.from({ length: Math.ceil(count / perStatement) }, (__, part) =>
      insertNumbers(part * perStatement, Math.min(count, (part + 1) * perStatement), count),
    );
    if (target.dialect === 'postgres') return runOnPostgres(target.url, [...parts, 'VACUUM ANALYZE']);
    for (const sql of [...parts, 'PRAGMA wal_checkpoint(TRUNCATE)']) target.raw.exec(sql);
  });
