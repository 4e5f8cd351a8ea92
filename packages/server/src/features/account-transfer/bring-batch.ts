import { createBroughtAccount, listSameNames, type UniqueNames } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { dropSetupToken } from '#features/one-time-tokens/setup-token.ts';
import { createIdFamily } from '#platform/crypto/random.ts';
import type { Executor, Transaction } from '#platform/database/database.ts';
import type { BroughtRow, Reason } from './parse-row.ts';

/**
 * Brings these accounts in, each with its password and its line of the audit log. A row that somebody else stands in the way
 * of is left out, and the others stand.
 *
 * @returns why each was left out, in the order of the rows; null for those that are in
 */
export async function bringBatch(transaction: Transaction, rows: readonly BroughtRow[]): Promise<(Reason[] | null)[]> {
  // Tokens before accounts. With an administrator there, the setup link has to stop working.
  if (rows.some(({ account }) => account.role === 'admin')) await dropSetupToken(transaction);
  // Once for all of them: it only says that there is something new.
  if (rows[0] !== undefined) transaction.announce('account_events', rows[0].account.id);
  const makeEventId = createIdFamily();
  const outcomes: (Reason[] | null)[] = [];
  for (const row of rows) outcomes.push(await bringOne(transaction, row, makeEventId()));
  return outcomes;
}

async function bringOne(
  transaction: Transaction,
  { account, hash }: BroughtRow,
  eventId: string,
): Promise<Reason[] | null> {
  if (!(await createBroughtAccount(transaction, account))) return reasonsOf(transaction, account);
  if (hash !== null) await setPassword(transaction, account.id, hash);
  await recordAuditEvent(transaction, {
    id: eventId,
    type: 'account_imported',
    accountId: account.id,
    facts: null,
    details: { by: 'command_line' },
  });
  return null;
}

/** Whoever stood in the way may be gone by now: then it is told without a field. */
async function reasonsOf(executor: Executor, account: UniqueNames): Promise<Reason[]> {
  const reasons = await listTakenNames(executor, account);
  return reasons.length > 0 ? reasons : [{ field: '', code: 'taken', message: 'was in the way of somebody else' }];
}

/** Which of its names somebody has already. */
export async function listTakenNames(executor: Executor, account: UniqueNames): Promise<Reason[]> {
  const others = await listSameNames(executor, account);
  return namesInCommon(account, (name) => others.some((other) => other[name] === account[name]));
}

const takenMessages = {
  email_canonical: ['email', 'has an account already'],
  username_canonical: ['username', 'is taken'],
  id: ['id', 'is taken'],
} as const;

export function namesInCommon(account: UniqueNames, isTaken: (name: keyof UniqueNames) => boolean): Reason[] {
  const names = ['email_canonical', 'username_canonical', 'id'] as const;
  return names
    .filter((name) => account[name] !== null && isTaken(name))
    .map((name) => ({ field: takenMessages[name][0], code: 'taken', message: takenMessages[name][1] }));
}
