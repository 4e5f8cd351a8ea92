import { runOnPostgres } from './run-on-postgres.ts';

const accounts = 2000;
const booksWithContacts = 100;

/** So that a planner knows of tables that are worth an index: other people, their devices, contacts and revocations. */
export async function fillInstallation(url: string, ownBookOf: string): Promise<void> {
  const many = (count: number) => `generate_series(1, ${count}) AS n`;
  const account = `'account-' || (n % ${accounts} + 1)`;
  const contact = (book: string, count: number) => `
    INSERT INTO contacts (id, book_key, first_name, last_name, name_sort, text, birthday_day, created_at, updated_at)
    SELECT 'contact-' || book.key || '-' || n, book.key, 'Name ' || n, 'Surname ' || n, 'surname ' || n || ' name ' || n,
      'name ' || n || ' surname ' || n, (n % 12 + 1) * 100 + n % 28 + 1, now_ms(), now_ms()
    FROM ${many(count)}, address_books AS book WHERE ${book}`;
  await runOnPostgres(url, [
    // Nothing here asks what triggers write, and they take longer than all the rest.
    'SET session_replication_role = replica',
    // The clock that other tests wind is a table, which would stand in every plan.
    `CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql STABLE
       AS $$ SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint $$`,
    `INSERT INTO accounts (id, email, email_canonical, username, username_canonical, role, status, epoch, credential_version,
       created_at, updated_at)
     SELECT 'account-' || n, n || '@example.com', n || '@example.com', 'person-' || n, 'person-' || n, 'user', 'active', 0, 0,
       now_ms(), now_ms() FROM ${many(accounts)}`,
    `INSERT INTO passwords (account_id, hash, changed_at) SELECT ${account}, 'none', now_ms() FROM ${many(accounts)}`,
    `INSERT INTO known_devices (account_id, fingerprint, sign_ins, first_seen_at, last_seen_at)
     SELECT ${account}, sha256(n::text::bytea), 1, now_ms(), now_ms() FROM ${many(2 * accounts)}`,
    `INSERT INTO sessions (id, account_id, seed_hash, key_id, generation, window_at, generation_at, absolute_at, epoch, transport,
       created_at)
     SELECT 'session-' || n, ${account}, sha256(n::text::bytea), 1, 1, now_ms(), now_ms(), now_ms() + 7776000000, 0, 'body', now_ms()
     FROM ${many(3 * accounts)}`,
    `INSERT INTO revocations (sequence, kind, subject_id, epoch, revoked_at, expires_at)
     SELECT -n, 'session', 'session-' || n, NULL, now_ms(), now_ms() + 900000 FROM ${many(2000)}`,
    `INSERT INTO address_books (account_id, contacts, created_at)
     SELECT ${account}, 20, now_ms() FROM ${many(accounts)}`,
    contact(`book.account_id IN (SELECT ${account} FROM ${many(booksWithContacts)})`, 20),
    contact(`book.account_id = '${ownBookOf}'`, 200),
    'ANALYZE accounts, passwords, known_devices, sessions, revocations, revocation_counter, address_books, contacts',
  ]);
}
