import type { Account } from '#features/accounts/store.ts';
import { takenNameProblem } from '#features/accounts/taken-names.ts';
import { consumeLastOneTimeToken } from '#features/one-time-tokens/consume-one-time-token.ts';
import { takeProofTry } from '#features/one-time-tokens/throttle-proofs.ts';
import type { Counters } from '#platform/counters/counters.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { type ReplaceEmailContext, replaceEmail } from './replace-email.ts';

export type ConfirmEmailChangeContext = ReplaceEmailContext & {
  database: Database;
  counters: Counters;
  outbox: { wake(): void };
};

/**
 * Gives the account the address that the link was mailed to; whatever was mailed to the one before is dead (C5). A change
 * or reset of the password and a suspension have called the change off.
 *
 * Whoever holds the link reads the new mailbox, so they are told when somebody else has taken the address meanwhile; the
 * link is then not spent.
 *
 * @throws Problem 400 `invalid_token`: unknown, used, expired, replaced and called off are one answer; 409 `email_taken`, 429
 */
export async function confirmEmailChange(
  context: ConfirmEmailChangeContext,
  token: string,
  facts: RequestFacts,
): Promise<Account> {
  const tryOut = await takeProofTry(context, facts);
  try {
    const account = await context.database.transaction((transaction) => confirm(context, transaction, token, facts));
    await tryOut.giveBack();
    context.outbox.wake();
    return account;
  } catch (error) {
    throw takenNameProblem(error) ?? error;
  }
}

async function confirm(
  context: ConfirmEmailChangeContext,
  transaction: Transaction,
  token: string,
  facts: RequestFacts,
): Promise<Account> {
  const proof = await consumeLastOneTimeToken(transaction, { purpose: 'change_email', token });
  const account =
    proof?.newEmail != null &&
    (await replaceEmail(context, transaction, {
      accountId: proof.accountId,
      address: { email: proof.newEmail, email_canonical: proof.emailCanonical },
      credentialVersion: proof.credentialVersion,
      facts,
    }));
  if (!account) throw new Problem('invalid_token');
  return account;
}
