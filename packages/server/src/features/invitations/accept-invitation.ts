import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import type { Role } from '#features/accounts/store.ts';
import { digest } from '#platform/crypto/random.ts';
import type { Executor, Transaction } from '#platform/database/database.ts';
import { fieldProblem, Problem } from '#platform/errors.ts';
import { acceptInvitationRow, findOpenInvitation, type OpenInvitation } from './store.ts';

/** What somebody brings who was invited. */
export type Invited = {
  id: string;
  role: Role;
  /** It was made for this very address, which allows the address whatever its domain. */
  isForAddress: boolean;
  /** The link came by mail to this address: showing it proves the mailbox. */
  isAddressProved: boolean;
};

/**
 * Looks before anything dear is done; whether the invitation still is good is decided by {@link acceptInvitation}.
 *
 * @throws Problem 400 `invalid_token`: unknown, used, expired and taken back are one answer; 422 for another address than
 *   the one that was invited
 */
export async function findInvitation(executor: Executor, token: string, email: ParsedEmail): Promise<Invited> {
  const invitation = await findOpenInvitation(executor, digest(token));
  if (invitation === undefined) throw new Problem('invalid_token', { detail: 'Ask for a new invitation.' });
  if (invitation.email_canonical !== null && invitation.email_canonical !== email.canonical)
    throw fieldProblem('email', 'not_invited', 'must be the address that the invitation was made for');
  return toInvited(invitation);
}

/**
 * Spends the invitation for this account, which has to be there already.
 *
 * @throws Problem 400 `invalid_token` when somebody else was faster
 */
export async function acceptInvitation(
  transaction: Transaction,
  { token, email, accountId }: { token: string; email: ParsedEmail; accountId: string },
): Promise<void> {
  const acceptance = { tokenHash: digest(token), emailCanonical: email.canonical, accountId };
  if ((await acceptInvitationRow(transaction, acceptance)) === undefined)
    throw new Problem('invalid_token', { detail: 'Ask for a new invitation.' });
}

const toInvited = ({ id, role, email_canonical: address, is_mailed: isMailed }: OpenInvitation): Invited => ({
  id,
  role,
  isForAddress: address !== null,
  isAddressProved: address !== null && isMailed === 1,
});
