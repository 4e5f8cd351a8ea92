import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { accountTagOf } from '#features/accounts/contract.ts';
import { type Account, changeAccountPerson, lockAccount, type PersonalFields } from '#features/accounts/store.ts';
import { takenNameProblem } from '#features/accounts/taken-names.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Counters, Limit } from '#platform/counters/counters.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { matchesStrongly } from '#platform/http/entity-tags.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';
import type { AccountChanges } from './contract.ts';

export type ChangeAccountContext = AvatarContext & { database: Database; counters: Counters };

export type AccountChange = {
  accountId: string;
  sessionId: string;
  /** Omitted: as it was; null: cleared. */
  changes: AccountChanges;
  /** The header as it came. */
  ifMatch: string | undefined;
  facts: RequestFacts;
};

/** Each writes a row and tries a name: nobody has so much to correct, and a script would learn which usernames there are. */
const changesOfAccount: Limit = { name: 'account_changes', points: 120, windowSeconds: 3600 };

/**
 * Changes what a person may say of themselves. What is as it was already writes nothing.
 *
 * @throws Problem 409 `username_taken`, 412 `precondition_failed`, 401 `session_ended`, 429
 */
export async function changeAccount(context: ChangeAccountContext, change: AccountChange): Promise<Account> {
  await takeOwnPoint(context, change.facts, {
    limit: changesOfAccount,
    key: change.accountId,
    detail: 'This account was changed too often within an hour.',
  });
  try {
    return await context.database.transaction((transaction) => write(context, transaction, change));
  } catch (error) {
    throw takenNameProblem(error) ?? error;
  }
}

/** Parallel changes wait for each other at the row, so that each sees what the one before has written. */
async function write(
  context: ChangeAccountContext,
  transaction: Transaction,
  { accountId, sessionId, changes, ifMatch, facts }: AccountChange,
): Promise<Account> {
  const account = await lockAccount(transaction, accountId);
  if (account === undefined) throw new Problem('session_ended');
  if (ifMatch !== undefined && !matchesStrongly(ifMatch, accountTagOf(context, account)))
    throw new Problem('precondition_failed', {
      detail: 'The account was changed since its ETag was read. Read it again.',
    });
  const wanted = fieldsWith(account, changes);
  const changed = changedFields(account, wanted);
  if (changed.length === 0) return account;
  const written = await changeAccountPerson(transaction, account, wanted);
  if (written === undefined) throw new Problem('session_ended');
  // Names, never values: the log is no second copy of what the person may clear.
  await recordAuditEvent(transaction, {
    type: 'account_changed',
    accountId,
    sessionId,
    facts,
    details: { fields: changed.join(' ') },
  });
  return written;
}

const fieldsWith = (account: Account, changes: AccountChanges): PersonalFields => ({
  ...(changes.username === undefined
    ? { username: account.username, username_canonical: account.username_canonical }
    : { username: changes.username?.username ?? null, username_canonical: changes.username?.canonical ?? null }),
  first_name: kept(changes.first_name, account.first_name),
  last_name: kept(changes.last_name, account.last_name),
  locale: kept(changes.locale, account.locale),
  time_zone: kept(changes.time_zone, account.time_zone),
  country: kept(changes.country, account.country),
});

const kept = (given: string | null | undefined, present: string | null): string | null =>
  given === undefined ? present : given;

const shownFields = ['username', 'first_name', 'last_name', 'locale', 'time_zone', 'country'] as const;

const changedFields = (account: Account, wanted: PersonalFields): string[] =>
  shownFields.filter((field) => wanted[field] !== account[field]);
