import type { Executor, Transaction } from '#platform/database/database.ts';
import { batchedStatement, statement } from '#platform/database/statement.ts';
import { lockInstallation } from '#platform/database/whereabouts.ts';

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
  /** Names the picture that the account shows; null for the default one. */
  avatar_key: string | null;
  created_at: number;
  updated_at: number;
  /** When an import brought it in; null for whoever signed up. */
  imported_at: number | null;
};

export type NewAccount = Omit<
  Account,
  'epoch' | 'credential_version' | 'avatar_key' | 'created_at' | 'updated_at' | 'imported_at' | 'status'
>;
/** `created_at`: null for now. */
export type BroughtAccount = NewAccount & Pick<Account, 'status'> & { created_at: number | null };
/** What no two accounts have in common. */
export type UniqueNames = Pick<Account, 'id' | 'email_canonical' | 'username_canonical'>;

/** What the person may change by themselves, and what makes the username unique. */
export type PersonalFields = Pick<
  Account,
  'username' | 'username_canonical' | 'first_name' | 'last_name' | 'locale' | 'time_zone' | 'country'
>;
export type Address = Pick<Account, 'email' | 'email_canonical'>;

/**
 * Later than before in any case, also within one millisecond and when the clock was put back: no two states of an account
 * bear one `updated_at`, so a change may be bound to the state that was seen.
 */
const later = 'CASE WHEN now_ms() > updated_at THEN now_ms() ELSE updated_at + 1 END';

const insert = statement<NewAccount, Account>(
  'accounts.create',
  `INSERT INTO accounts (id, email, email_canonical, email_verified_at, username, username_canonical, first_name, last_name,
     role, status, locale, time_zone, country, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :email, :email_canonical, :email_verified_at, :username, :username_canonical, :first_name, :last_name,
     :role, 'active', :locale, :time_zone, :country, 0, 0, now_ms(), now_ms())
   RETURNING *`,
);
const insertBrought = statement<BroughtAccount>(
  'accounts.create_brought',
  `INSERT INTO accounts (id, email, email_canonical, email_verified_at, username, username_canonical, first_name, last_name,
     role, status, locale, time_zone, country, epoch, credential_version, created_at, updated_at, imported_at)
   VALUES (:id, :email, :email_canonical, :email_verified_at, :username, :username_canonical, :first_name, :last_name,
     :role, :status, :locale, :time_zone, :country, 0, 0, COALESCE(CAST(:created_at AS bigint), now_ms()), now_ms(), now_ms())
   ON CONFLICT DO NOTHING`,
);
const withSameNames = statement<UniqueNames, UniqueNames>(
  'accounts.find_same_names',
  `SELECT id, email_canonical, username_canonical FROM accounts
   WHERE id = :id OR email_canonical = :email_canonical OR username_canonical = :username_canonical`,
);
const page = statement<{ after: string; limit: number }, Account>(
  'accounts.list_by_id',
  'SELECT * FROM accounts WHERE id > :after ORDER BY id LIMIT CAST(:limit AS bigint)',
);
const countAll = statement<Record<never, never>, { count: number }>(
  'accounts.count',
  'SELECT COUNT(*) AS count FROM accounts',
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
/** Each exchange of a token asks for the account of it, with the time at which it was so. */
const withTime = batchedStatement<{ id: string }, Account & { read_at: number }>(
  'accounts.read',
  'SELECT accounts.*, now_ms() AS read_at FROM accounts {of callers} WHERE id = :id',
  { table: 'accounts', column: 'id', key: 'id', types: { id: 'text' } },
);
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
  `UPDATE accounts SET email_verified_at = COALESCE(email_verified_at, now_ms()), updated_at = ${later}
   WHERE id = :id AND email_canonical = :email_canonical RETURNING *`,
);
/** Who signed in once, when verification was optional, is known by the session or, after that is swept, by the audit log. */
const removeUnverified = statement<{ age: number; limit: number }, { id: string }>(
  'accounts.delete_unverified',
  `DELETE FROM accounts WHERE id IN
     (SELECT id FROM accounts
      WHERE created_at < now_ms() - CAST(:age AS bigint) AND email_verified_at IS NULL AND imported_at IS NULL
        AND role <> 'admin'
        AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.account_id = accounts.id)
        AND NOT EXISTS (SELECT 1 FROM audit_events
          WHERE audit_events.account_id = accounts.id AND audit_events.type = 'sign_in_succeeded')
      ORDER BY created_at, id LIMIT :limit)
     AND email_verified_at IS NULL
   RETURNING id`,
);
const nextCredentialVersion = statement<{ id: string }, Account>(
  'accounts.next_credential_version',
  `UPDATE accounts SET credential_version = credential_version + 1, updated_at = ${later} WHERE id = :id RETURNING *`,
);
const nextProvedCredential = statement<{ id: string; credential_version: number }, Account>(
  'accounts.next_proved_credential',
  `UPDATE accounts SET credential_version = credential_version + 1, epoch = epoch + 1, updated_at = ${later}
   WHERE id = :id AND credential_version = :credential_version RETURNING *`,
);
const lockOne = statement<{ id: string }, Account>(
  'accounts.lock',
  'SELECT * FROM accounts WHERE id = :id {for update}',
);
const lockGoing = statement<{ id: string }, Account>(
  'accounts.lock_going',
  'SELECT * FROM accounts WHERE id = :id {for delete}',
);
const lockAdmins = statement<Record<never, never>, { id: string }>(
  'accounts.lock_active_admins',
  "SELECT id FROM accounts WHERE role = 'admin' AND status = 'active' ORDER BY id {for update}",
);
const changePerson = statement<PersonalFields & { id: string; seen: number }, Account>(
  'accounts.change_person',
  `UPDATE accounts SET username = :username, username_canonical = :username_canonical, first_name = :first_name,
     last_name = :last_name, locale = :locale, time_zone = :time_zone, country = :country,
     updated_at = ${later}
   WHERE id = :id AND status = 'active' AND updated_at = CAST(:seen AS bigint) RETURNING *`,
);
const changeEmail = statement<Address & { id: string; credential_version: number | null }, Account>(
  'accounts.change_email',
  `UPDATE accounts SET email = :email, email_canonical = :email_canonical, email_verified_at = now_ms(), updated_at = ${later}
   WHERE id = :id AND status = 'active'
     AND credential_version = COALESCE(CAST(:credential_version AS integer), credential_version)
   RETURNING *`,
);
const remove = statement<{ id: string }, Account>(
  'accounts.delete',
  `DELETE FROM accounts
   WHERE id = :id AND (role <> 'admin' OR status <> 'active' OR EXISTS
       (SELECT 1 FROM accounts AS others WHERE others.role = 'admin' AND others.status = 'active' AND others.id <> :id))
   RETURNING *`,
);
const suspend = statement<{ id: string }, Account>(
  'accounts.suspend',
  `UPDATE accounts SET status = 'suspended', updated_at = ${later}
   WHERE id = :id AND status = 'active'
     AND (role <> 'admin' OR EXISTS
       (SELECT 1 FROM accounts AS others WHERE others.role = 'admin' AND others.status = 'active' AND others.id <> :id))
   RETURNING *`,
);
const restore = statement<{ id: string }, Account>(
  'accounts.restore',
  `UPDATE accounts SET status = 'active', updated_at = ${later} WHERE id = :id AND status = 'suspended' RETURNING *`,
);
const showAvatar = statement<{ id: string; avatar_key: string }, Account>(
  'accounts.show_avatar',
  `UPDATE accounts SET avatar_key = :avatar_key, updated_at = ${later} WHERE id = :id AND status = 'active' RETURNING *`,
);
const hideAvatar = statement<{ id: string }, Account>(
  'accounts.hide_avatar',
  `UPDATE accounts SET avatar_key = NULL, updated_at = ${later}
   WHERE id = :id AND status = 'active' AND avatar_key IS NOT NULL RETURNING *`,
);
const findLocked = statement<{ id: string }, Account>(
  'accounts.find_locked',
  'SELECT * FROM accounts WHERE id = :id {for update}',
);
const shownAvatars = statement<Record<never, never>, { avatar_key: string }>(
  'accounts.list_shown_avatars',
  'SELECT avatar_key FROM accounts WHERE avatar_key IS NOT NULL',
);
const hideLost = statement<{ avatar_key: string }>(
  'accounts.hide_lost_avatar',
  'UPDATE accounts SET avatar_key = NULL WHERE avatar_key = :avatar_key',
);

/** Access tokens name the role, so those of before are outlived: the epoch grows. */
const setRole = statement<{ id: string; role: Role }, Account>(
  'accounts.set_role',
  `UPDATE accounts SET role = :role, epoch = epoch + 1, updated_at = ${later}
   WHERE id = :id AND role <> :role
     AND (role <> 'admin' OR status <> 'active' OR EXISTS
       (SELECT 1 FROM accounts AS others WHERE others.role = 'admin' AND others.status = 'active' AND others.id <> :id))
   RETURNING *`,
);
const everyNextEpoch = statement<{ by: number }>(
  'accounts.next_epoch_of_every',
  'UPDATE accounts SET epoch = epoch + CAST(:by AS integer)',
);
const nextEpoch = statement<{ id: string }, Pick<Account, 'epoch'>>(
  'accounts.next_epoch',
  'UPDATE accounts SET epoch = epoch + 1 WHERE id = :id RETURNING epoch',
);

/** @throws UniqueViolation whose `constraint` names `email_canonical` or `username_canonical` */
export async function createAccount(transaction: Transaction, account: NewAccount): Promise<Account> {
  transaction.announce('account_events', account.id);
  const created = await transaction.first(insert, account);
  if (created === undefined) throw new Error('accounts.create returned no row');
  return created;
}

/**
 * One of an import, as it was where it comes from. Writes nothing where somebody has its address, username or id: the
 * constraints are the judge, and the other rows of the transaction stand.
 *
 * @returns whether it is in
 */
export const createBroughtAccount = async (transaction: Transaction, account: BroughtAccount): Promise<boolean> =>
  (await transaction.change(insertBrought, account)) === 1;

/** Who has one of these already: for telling why a row was not taken, never for deciding it. */
export const listSameNames = (executor: Executor, names: UniqueNames): Promise<UniqueNames[]> =>
  executor.all(withSameNames, {
    id: names.id,
    email_canonical: names.email_canonical,
    username_canonical: names.username_canonical,
  });

/** For an export: all accounts, a page at a time, by their ids. */
export const listAccountsById = (executor: Executor, after: string, limit: number): Promise<Account[]> =>
  executor.all(page, { after, limit });

/** Reads every row: for commands, never for a request. */
export const countAccounts = async (executor: Executor): Promise<number> =>
  Number((await executor.first(countAll, {}))?.count ?? 0);

/**
 * The first administrator, already verified.
 *
 * @returns undefined when there is an administrator
 * @throws UniqueViolation when the address is taken
 */
export const createFirstAdmin = (
  transaction: Transaction,
  account: Pick<NewAccount, 'id' | 'email' | 'email_canonical' | 'locale'>,
): Promise<Account | undefined> => {
  transaction.announce('account_events', account.id);
  return transaction.first(insertFirstAdmin, account);
};

export const findAccount = (executor: Executor, id: string): Promise<Account | undefined> =>
  executor.first(byId, { id });

/** The account, and the database's time at which this was so. */
export async function readAccount(
  executor: Executor,
  id: string,
): Promise<{ account: Account; readAt: number } | undefined> {
  const row = await executor.first(withTime, { id });
  if (row === undefined) return undefined;
  const { read_at: readAt, ...account } = row;
  return { account, readAt };
}

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
export const lockAccount = (transaction: Transaction, id: string): Promise<Account | undefined> =>
  transaction.first(lockOne, { id });

/** The same before the account goes: also whoever is about to hang a row on it waits, and then finds that it has gone. */
export const lockGoingAccount = (transaction: Transaction, id: string): Promise<Account | undefined> =>
  transaction.first(lockGoing, { id });

/**
 * @param seen the account as it was when the change was decided: of another state nothing is changed
 * @returns undefined for an account that is suspended, gone, or another than was seen
 * @throws UniqueViolation for a username that somebody else has
 */
export const changeAccountPerson = (
  transaction: Transaction,
  seen: Account,
  person: PersonalFields,
): Promise<Account | undefined> => {
  transaction.announce('accounts', seen.id);
  return transaction.first(changePerson, { ...personOf(person), id: seen.id, seen: seen.updated_at });
};

const personOf = (person: PersonalFields): PersonalFields => ({
  username: person.username,
  username_canonical: person.username_canonical,
  first_name: person.first_name,
  last_name: person.last_name,
  locale: person.locale,
  time_zone: person.time_zone,
  country: person.country,
});

/**
 * Another address, proved by a mail to it or vouched for.
 *
 * @param credentialVersion under which it was asked for: a password change since then has called it off; null for any
 * @returns undefined for an account that is suspended, gone, or under another password
 * @throws UniqueViolation for an address that somebody else has
 */
export const changeAccountEmail = (
  transaction: Transaction,
  id: string,
  { email, email_canonical }: Address,
  credentialVersion: number | null,
): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(changeEmail, { id, email, email_canonical, credential_version: credentialVersion });
};

/** Removes the account with everything that hangs on it. @returns undefined for the last administrator who can sign in */
export const deleteAccountRow = (transaction: Transaction, id: string): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(remove, { id });
};

/** @returns the new epoch; undefined for an unknown account */
export const advanceEpoch = async (transaction: Transaction, id: string): Promise<number | undefined> => {
  transaction.announce('accounts', id);
  return (await transaction.first(nextEpoch, { id }))?.epoch;
};

/** Of every account. Whoever hears of it by a token of the new epoch passes over what is remembered of before. */
export const advanceEveryEpoch = (transaction: Transaction, by: number): Promise<number> =>
  transaction.change(everyNextEpoch, { by });

/**
 * Comes first where one of them may go: two who do so at once must not each count on the other to stay.
 *
 * One row for all comes before the rows of the administrators. PostgreSQL also locks a row that it waited for and then passes over,
 * because whoever held it is no administrator any more; a third one who comes by then begins behind that row and may yet want it,
 * and the two would wait in a circle.
 */
export const lockActiveAdmins = async (transaction: Transaction): Promise<void> => {
  await lockInstallation(transaction);
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

/** Of parallel changes each waits for the one before it. @returns undefined for an account that is suspended or gone */
export const showAccountAvatar = (
  transaction: Transaction,
  id: string,
  avatarKey: string,
): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(showAvatar, { id, avatar_key: avatarKey });
};

/** Back to the default picture. @returns undefined where that is shown already, and for one that is suspended or gone */
export const hideAccountAvatar = (transaction: Transaction, id: string): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(hideAvatar, { id });
};

/** The account as it stays until this transaction changes it or ends. */
export const findLockedAccount = (transaction: Transaction, id: string): Promise<Account | undefined> =>
  transaction.first(findLocked, { id });

/** @returns undefined for the last administrator who can sign in, for one who has this role already, or is gone */
export const setAccountRole = (transaction: Transaction, id: string, role: Role): Promise<Account | undefined> => {
  transaction.announce('accounts', id);
  return transaction.first(setRole, { id, role });
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

/** The keys of all pictures that accounts show. */
export const listShownAvatars = async (executor: Executor): Promise<string[]> =>
  (await executor.all(shownAvatars, {})).map(({ avatar_key: key }) => key);

/** For a picture whose file is lost: its account shows the default again. */
export const hideLostAvatar = (transaction: Transaction, avatarKey: string): Promise<number> =>
  transaction.change(hideLost, { avatar_key: avatarKey });
