import type { ContactFields } from '../packages/server/src/apps/contacts/contact-fields.ts';
import { toColumns } from '../packages/server/src/apps/contacts/contact-row.ts';
import { parseEmail } from '../packages/server/src/features/accounts/parse-email.ts';
import type { MigrationTarget } from '../packages/server/src/platform/database/migrate.ts';
import { onPostgres } from '../packages/server/test/run-on-postgres.ts';
import { firstMadeAt, firstNames, lastNames, rarelyNamed, rareName } from './many-accounts.ts';

const perStatement = 5000;

/** Contacts by number: people who could be real, with birthdays all over the year, one in ten a favourite. */
function contactOf(number: number, perBook: number): ContactFields {
  const inBook = number % perBook;
  const isRare = inBook % (perBook / rarelyNamed) === 1;
  const day = new Date(Date.UTC(2023, 0, 1 + ((inBook * 7919) % 365)));
  return {
    firstName: firstNames[(inBook * 31) % firstNames.length] ?? '',
    lastName: isRare ? rareName : (lastNames[Math.floor((inBook * 7) / 10) % lastNames.length] ?? ''),
    email: parseEmail(`person${inBook}@example${inBook % 50}.com`) ?? null,
    phone: inBook % 3 === 0 ? `+38067${String(1_000_000 + (inBook % 9_000_000))}` : null,
    birthday: { year: 1950 + (inBook % 60), month: day.getUTCMonth() + 1, day: day.getUTCDate() },
    notes: null,
    isFavorite: inBook % 10 === 4,
  };
}

type Row = (string | number | null)[];
const columns = [
  ['id', 'text'],
  ['book_key', 'bigint'],
  ['first_name', 'text'],
  ['last_name', 'text'],
  ['email', 'text'],
  ['email_canonical', 'text'],
  ['phone', 'text'],
  ['birthday_year', 'integer'],
  ['birthday_day', 'integer'],
  ['notes', 'text'],
  ['name_sort', 'text'],
  ['text', 'text'],
  ['favorited_at', 'bigint'],
  ['created_at', 'bigint'],
  ['updated_at', 'bigint'],
] as const;
const columnNames = columns.map(([name]) => name).join(', ');

/** Ids in no order, as `fillAccounts` gives them. */
export const idOf = (number: number): string => `given${(number * 2654435761) % 4294967296}`;

function rowOf(number: number, perBook: number): Row {
  const { favorite, ...fields } = toColumns(contactOf(number, perBook));
  const values: Record<string, string | number | null> = {
    ...fields,
    id: idOf(number),
    book_key: 1 + Math.floor(number / perBook),
    favorited_at: favorite === 1 ? firstMadeAt : null,
    created_at: firstMadeAt,
    updated_at: firstMadeAt,
  };
  return columns.map(([name]) => values[name] ?? null);
}

function* portionsOf(count: number, perBook: number): Generator<Row[]> {
  for (let from = 0; from < count; from += perStatement)
    yield Array.from({ length: Math.min(perStatement, count - from) }, (_, index) => rowOf(from + index, perBook));
}

const accountOf = (book: string): string => `'given' || ((${book} - 1) * 2654435761 % 4294967296)`;

/** One book for each of the first accounts of `fillAccounts`, each with so many contacts. */
export async function fillContacts(target: MigrationTarget, { count, perBook }: { count: number; perBook: number }) {
  const books = count / perBook;
  const numbers = `WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM numbers WHERE n < ${books})`;
  if (target.dialect === 'sqlite') {
    const { raw } = target;
    raw.exec(`INSERT INTO address_books (key, account_id, contacts, created_at)
      ${numbers} SELECT n, ${accountOf('n')}, ${perBook}, ${firstMadeAt} FROM numbers`);
    const insert = raw.prepare(`INSERT INTO contacts (${columnNames}) VALUES (${columns.map(() => '?').join(', ')})`);
    for (const rows of portionsOf(count, perBook)) {
      raw.exec('BEGIN');
      for (const row of rows) insert.run(...row);
      raw.exec('COMMIT; PRAGMA wal_checkpoint(PASSIVE)');
    }
    raw.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return;
  }
  await onPostgres(target.url, async (client) => {
    await client.query(`INSERT INTO address_books (key, account_id, contacts, created_at) OVERRIDING SYSTEM VALUE
      ${numbers} SELECT n, ${accountOf('n')}, ${perBook}, ${firstMadeAt} FROM numbers`);
    await withoutTextIndex(client, async () => {
      const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
      for (const rows of portionsOf(count, perBook))
        await client.query(
          `INSERT INTO contacts (${columnNames}) SELECT * FROM unnest(${arrays})`,
          columns.map((_, index) => rows.map((row) => row[index])),
        );
    });
    await client.query('VACUUM ANALYZE');
  });
}

type Client = Parameters<Parameters<typeof onPostgres>[1]>[0];

/** An index that is made of all rows at once takes a fraction of the time, and is the same. */
async function withoutTextIndex(client: Client, work: () => Promise<void>): Promise<void> {
  const found = await client.query<{ name: string; definition: string }>(
    "SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = 'contacts' AND indexdef LIKE '%USING gin%'",
  );
  for (const { name } of found.rows) await client.query(`DROP INDEX "${name}"`);
  await work();
  await client.query("SET maintenance_work_mem = '1GB'");
  for (const { definition } of found.rows) await client.query(definition);
}
