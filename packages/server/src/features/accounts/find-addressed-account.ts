import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { parseEmail } from './parse-email.ts';
import { type Account, findAccountByEmail } from './store.ts';

/**
 * For commands of the operator, who may know which addresses have an account.
 *
 * @param emailText the address in any spelling
 * @throws Problem 404
 */
export async function findAddressedAccount(database: Pick<Database, 'read'>, emailText: string): Promise<Account> {
  const canonical = parseEmail(emailText)?.canonical;
  const account = canonical === undefined ? undefined : await findAccountByEmail(database.read, canonical);
  if (account === undefined) throw new Problem('not_found', { detail: 'No account has this e-mail address.' });
  return account;
}
