import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

export type Role = 'user' | 'moderator' | 'admin';

/** One row of `accounts`. Instants are milliseconds. */
export type Account = {
  id: string;
  email: string;
  email_canonical: string;
  email_verified_at: number | null;
  username: string | null;
  username_canonical: string | null;
  first_name: string | null;
  last_name: string | null;
  role: Role;
  status: 'active' | 'suspended';
  locale: string | null;
  time_zone: string | null;
  country: string | null;
  /** Grows with each end of everything the account has; access tokens of a smaller epoch are refused. */
  epoch: number;
  /** Grows with each change of the password; a session can only begin under the version that was verified. */
  credential_version: number;
  created_at: number;
  updated_at: number;
};

export type NewAccount = Omit<Account, 'epoch' | 'credential_version' | 'created_at' | 'updated_at' | 'status'>;

const insert = statement<NewAccount, Account>(
  'accounts.create',
  `INSERT INTO accounts (id, email, email_canonical, email_verified_at, username, username_canonical, first_name, last_name,
     role, status, locale, time_zone, country, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :email, :email_canonical, :email_verified_at, :username, :username_canonical, :first_name, :last_name,
     :role, 'active', :locale, :time_zone, :country, 0, 0, now_ms(), now_ms())
   RETURNING *`,
);
const insertFirstAdmin = statement<Pick<NewAccount, 'id' | 'email' | 'email_canonical' | 'locale'>, Account>(
  'accounts.create_first_admin',
  `INSERT INTO accounts (id, email, email_canonical, email_verified_at, role, status, locale, epoch, credential_version,
     created_at, updated_at)
   SELECT CAST(:id AS text), CAST(:email AS text), CAST(:email_canonical AS text), now_ms(), 'admin', 'active',
     CAST(:locale AS text), 0, 0, now_ms(), now_ms()
   WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE role = 'admin')
   RETURNING *`,
);
const byId = statement<{ id: string }, Account>('accounts.find', 'SELECT * FROM accounts WHERE id = :id');
const byEmail = statement<{ email_canonical: string }, Account>(
  'accounts.find_by_email',
  'SELECT * FROM accounts WHERE email_canonical = :email_canonical',
);
const byUsername = statement<{ username_canonical: string }, Account>(
  'accounts.find_by_username',
  'SELECT * FROM accounts WHERE username_canonical = :username_canonical',
);
const anyAdmin = statement<Record<never, never>, { id: string }>(
  'accounts.find_any_admin',
  "SELECT id FROM accounts WHERE role = 'admin' LIMIT 1",
);
const verify = statement<{ id: string; email_canonical: string }, Account>(
  'accounts.verify_email',
  `UPDATE accounts SET email_verified_at = COALESCE(email_verified_at, now_ms()), updated_at = now_ms()
   WHERE id = :id AND email_canonical = :email_canonical RETURNING *`,
);
/** Who signed in once, when verification was optional, is known by the session or, after that is swept, by the audit log. */
const removeUnverified = statement<{ age: number; limit: number }, { id: string }>(
  'accounts.delete_unverified',
  `DELETE FROM accounts WHERE id IN
     (SELECT id FROM accounts
      WHERE created_at < now_ms() - CAST(:age AS bigint) AND email_verified_at IS NULL AND role <> 'admin'
        AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.account_id = accounts.id)
        AND NOT EXISTS (SELECT 1 FROM audit_events
          WHERE audit_events.account_id = accounts.id AND audit_events.type = 'sign_in_succeeded')
      ORDER BY created_at, id LIMIT :limit)
     AND email_verified_at IS NULL
   RETURNING id`,
);
const nextCredentialVersion = statement<{ id: string }, Account>(
  'accounts.next_credential_version',
  'UPDATE accounts SET credential_version = credential_version + 1, updated_at = now_ms() WHERE id = :id RETURNING *',
);
const nextProvedCredential = statement<{ id: string; credential_version: number }, Account>(
  'accounts.next_proved_credential',
  `UPDATE accounts SET credential_version = credential_version + 1, epoch = epoch + 1, updated_at = now_ms()
   WHERE id = :id AND credential_version = :credential_version RETURNING *`,
);
const lockOne = statement<{ id: string }, { id: string }>(
  'accounts.lock',
  'SELECT id FROM accounts WHERE id = :id {for update}',
);
const lockAdmins = statement<Record<never, never>, { id: string }>(
  'accounts.lock_active_admins',
  "SELECT id FROM accounts WHERE role = 'admin' AND status = 'active' ORDER BY id {for update}",
);
const suspend = statement<{ id: string }, Account>(
  'accounts.suspend',
  `UPDATE accounts SET status = 'suspended', updated_at = now_ms()
   WHERE id = :id AND status = 'active'
     AND (role <> 'admin' OR EXISTS
       (SELECT 1 FROM accounts AS others WHERE others.role = 'admin' AND others.status = 'active' AND others.id <> :id))
   RETURNING *`,
);
const restore = statement<{ id: string }, Account>(
  'accounts.restore',
  `UPDATE accounts SET status = 'active', updated_at = now_ms() WHERE id = :id AND status = 'suspended' RETURNING *`,
);
const findLocked = statement<{ id: string }, Account>(
  'accounts.find_locked',
  'SELECT * FROM accounts WHERE id = :id {for update}',
);
/** Access tokens name the role, so those of before are outlived: the epoch grows. */
const setRole = statement<{ id: string; role: Role }, Account>(
  'accounts.set_role',
  `UPDATE accounts SET role = :role, epoch = epoch + 1, updated_at = now_ms()
   WHERE id = :id AND role <> :role
     AND (role <> 'admin' OR status <> 'active' OR EXISTS
       (SELECT 1 FROM accounts AS others WHERE others.role = 'admin' AND others.status = 'active' AND others.id <> :id))
   RETURNING *`,
);
const deleteOne = statement<{ id: string }, Account>(
  'accounts.delete',
  `DELETE FROM accounts
   WHERE id = :id
     AND (role <> 'admin' OR status <> 'active' OR EXISTS
       (SELECT 1 FROM accounts AS others WHERE others.role = 'admin' AND others.status = 'active' AND others.id <> :id))
   RETURNING *`,
);
const nextEpoch = statement<{ id: string }, Pick<Account, 'epoch'>>(
  'accounts.next_epoch',
  'UPDATE accounts SET epoch = epoch + 1 WHERE id = :id RETURNING epoch',
);

/** @throws UniqueViolation whose `constraint` names `email_canonical` or `username_canonical` */
export async function createAccount(transaction: Transaction, account: NewAccount): Promise<Account> {
  const created = await transaction.first(insert, account);
  if (created === undefined) throw new Error('accounts.create returned no row');
  return created;
}

/**
 * The first administrator, already verified.
 *
 * @returns undefined when there is an administrator
 * @throws UniqueViolation when the address is taken
 */
export const createFirstAdmin = (
  transaction: Transaction,
  account: Pick<NewAccount, 'id' | 'email' | 'email_canonical' | 'locale'>,
): Promise<Account | undefined> => transaction.first(insertFirstAdmin, account);

export const findAccount = (executor: Executor, id: string): Promise<Account | undefined> =>
  executor.first(byId, { id });

export const findAccountByEmail = (executor: Executor, emailCanonical: string): Promise<Account | undefined> =>
  executor.first(byEmail, { email_canonical: emailCanonical });

export const findAccountByUsername = (executor: Executor, usernameCanonical: string): Promise<Account | undefined> =>
  executor.first(byUsername, { username_canonical: usernameCanonical });

export const hasAdmin = async (executor: Executor): Promise<boolean> =>
  (await executor.first(anyAdmin, {})) !== undefined;

/** Marks the address as proved, if it still is the account's address. */
export const verifyAccountEmail = (
  transaction: Transaction,
  id: string,
  emailCanonical: string,
): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(verify, { id, email_canonical: emailCanonical });
};

/** Comes first in the transaction of every password change: from here on no sign-in with the old password can begin a session. */
export const advanceCredentialVersion = (transaction: Transaction, id: string): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(nextCredentialVersion, { id });
};

/**
 * The same for a change by whoever proved the present password, and the epoch with it. Only under the version that was
 * proved: of any number of parallel changes one gets the account, the others get undefined.
 */
export const advanceProvedCredential = (
  transaction: Transaction,
  proved: Pick<Account, 'id' | 'credential_version'>,
): Promise<Account | undefined> => {
  transaction.announce('accounts', proved.id);
  return transaction.first(nextProvedCredential, { id: proved.id, credential_version: proved.credential_version });
};

/** Makes everybody else who changes this account, or ends its sessions, wait for this transaction. */
export const lockAccount = async (transaction: Transaction, id: string): Promise<void> => {
  await transaction.first(lockOne, { id });
};

/** @returns the new epoch; undefined for an unknown account */
export const advanceEpoch = async (transaction: Transaction, id: string): Promise<number | undefined> => {
  transaction.announce('accounts', id);
  return (await transaction.first(nextEpoch, { id }))?.epoch;
};

/** Comes first where one of them may go: two who do so at once must not each count on the other to stay. */
export const lockActiveAdmins = async (transaction: Transaction): Promise<void> => {
  await transaction.all(lockAdmins, {});
};

/** @returns undefined for the last administrator who can sign in, and for one who is suspended or gone already */
export const suspendAccountRow = (transaction: Transaction, id: string): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(suspend, { id });
};

/** @returns undefined for one that is not suspended */
export const restoreAccountRow = (transaction: Transaction, id: string): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(restore, { id });
};

/** The account as it stays until this transaction changes it or ends. */
export const findLockedAccount = (transaction: Transaction, id: string): Promise<Account | undefined> =>
  transaction.first(findLocked, { id });

/** @returns undefined for the last administrator who can sign in, for one who has this role already, or is gone */
export const setAccountRole = (transaction: Transaction, id: string, role: Role): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(setRole, { id, role });
};

/** With all that hangs on it. @returns undefined for the last administrator who can sign in, and for one who is gone */
export const deleteAccount = (transaction: Transaction, id: string): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(deleteOne, { id });
};

/** Removes accounts that nobody ever verified or signed in to, with all that hangs on them. @returns their ids */
export const deleteUnverifiedAccounts = async (
  transaction: Transaction,
  { olderThanSeconds, limit }: { olderThanSeconds: number; limit: number },
): Promise<string[]> => {
  const removed = await transaction.all(removeUnverified, { age: olderThanSeconds * 1000, limit });
  for (const { id } of removed) transaction.announce('accounts', id);
  return removed.map((row) => row.id);
};
