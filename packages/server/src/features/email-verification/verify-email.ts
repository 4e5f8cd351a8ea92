import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import { type Account, findAccountByEmail, verifyAccountEmail } from '#features/accounts/store.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import {
  consumeOneTimeCode,
  consumeOneTimeToken,
  type OneTimeProof,
} from '#features/one-time-tokens/consume-one-time-token.ts';
import { takeProofTry } from '#features/one-time-tokens/throttle-proofs.ts';
import type { Counters } from '#platform/counters/counters.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';

export type VerifyEmailContext = { database: Database; secrets: Secrets; counters: Counters };

/** The token of the link, or the code with the address it was mailed to. */
export type EmailProof = { token: string } | { email: ParsedEmail; code: string };

/**
 * Proves the address that link or code were mailed to; no other, should the account's address have changed since (C5).
 * It signs nobody in and ends no session.
 *
 * @throws Problem 400 `invalid_token`: unknown, used, expired and guessed too often are one answer; 429
 */
export async function verifyEmail(
  context: VerifyEmailContext,
  proof: EmailProof,
  facts: RequestFacts,
): Promise<Account> {
  const tryOut = await takeProofTry(context, facts);
  const consume = await consumptionOf(context, proof);
  // A wrong code is a try that counts: its transaction is committed, and refused only afterwards.
  const account = await context.database.transaction(async (transaction) => {
    const proved = await consume(transaction);
    const verified = proved && (await verifyAccountEmail(transaction, proved.accountId, proved.emailCanonical));
    if (verified !== undefined)
      await recordAuditEvent(transaction, { type: 'email_verified', accountId: verified.id, facts });
    return verified;
  });
  if (account === undefined) throw new Problem('invalid_token');
  await tryOut.giveBack();
  return account;
}

type Consumption = (transaction: Transaction) => Promise<OneTimeProof | undefined>;

/** An unknown address goes the same way as a known one, to an account that does not exist. */
async function consumptionOf(context: VerifyEmailContext, proof: EmailProof): Promise<Consumption> {
  const purpose = 'verify_email';
  if ('token' in proof) return (transaction) => consumeOneTimeToken(transaction, { purpose, token: proof.token });
  const account = await findAccountByEmail(context.database.read, proof.email.canonical);
  const code = proof.code.replace(/[\s-]/g, '');
  return (transaction) => consumeOneTimeCode(context, transaction, { purpose, accountId: account?.id ?? '', code });
}
