import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { parseEmail } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { takenNameProblem } from '#features/accounts/taken-names.ts';
import { deleteOneTimeTokensOf } from '#features/one-time-tokens/store.ts';
import type { Database } from '#platform/database/database.ts';
import { fieldProblem, Problem } from '#platform/errors.ts';
import { type ReplaceEmailContext, replaceEmail } from './replace-email.ts';

/**
 * For `portress accounts change-email EMAIL NEW_EMAIL`: the operator vouches for the new address. For services without
 * mail, and for putting an address back that a thief has changed.
 *
 * @throws Problem 404 for an unknown address, 409 `email_taken`, or `state_conflict` for a suspended account; 422
 */
export async function changeEmailByOperator(
  context: ReplaceEmailContext & { database: Database },
  emailText: string,
  newEmailText: string,
): Promise<Account> {
  const { id, email_canonical: present } = await findAddressedAccount(context.database, emailText);
  const parsed = parseEmail(newEmailText);
  if (parsed === undefined)
    throw fieldProblem('email', 'invalid_email', 'must be one e-mail address such as name@example.com');
  if (parsed.canonical === present)
    throw fieldProblem('email', 'same_email', 'must be another one than the account has');
  try {
    return await context.database.transaction(async (transaction) => {
      await deleteOneTimeTokensOf(transaction, id);
      const account = await replaceEmail(context, transaction, {
        accountId: id,
        address: { email: parsed.email, email_canonical: parsed.canonical },
        credentialVersion: null,
        facts: null,
        details: { by: 'command_line' },
      });
      if (account === undefined) throw new Problem('state_conflict', { detail: 'This account is suspended.' });
      return account;
    });
  } catch (error) {
    throw takenNameProblem(error) ?? error;
  }
}
