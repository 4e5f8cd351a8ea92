import type { Account } from '#features/accounts/store.ts';
import { type AuditEventType, recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { Database } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { type GuessContext, takePasswordGuess } from './throttle-guesses.ts';
import { type VerifyPasswordContext, verifyPassword } from './verify-password.ts';

export type ProvePasswordContext = GuessContext & VerifyPasswordContext & { database: Database };

export type PasswordProof = {
  /** Undefined where nobody has that name: the same work is done, and the answer is no. */
  account: Account | undefined;
  /** What is counted where there is no account. */
  name: string;
  password: string;
  /** What is recorded when the proof fails. */
  failure: Extract<AuditEventType, 'sign_in_failed' | 'reauthentication_failed'>;
  facts: RequestFacts;
};

/**
 * Whether this is the password of an active account. Every way that takes a password comes through here, so that all of
 * them share one count (B7, B9): sign-in by any name, the token endpoint, reauthentication.
 *
 * @throws Problem 429, 503 `overloaded`
 */
export async function provePassword(context: ProvePasswordContext, proof: PasswordProof): Promise<boolean> {
  const { account, name, password, failure, facts } = proof;
  const guess = await takePasswordGuess(context, account?.id ?? name, facts.network);
  const isRight = await verifyPassword(context, account, password);
  if (account?.status === 'active' && isRight) {
    await guess.giveBack();
    return true;
  }
  await context.database.transaction((transaction) =>
    recordAuditEvent(transaction, { type: failure, accountId: account?.id ?? null, facts }),
  );
  return false;
}
