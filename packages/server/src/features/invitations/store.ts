import type { Role } from '#features/accounts/store.ts';
import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** One row of `invitations` without its digests. Instants are milliseconds. */
export type Invitation = {
  id: string;
  email: string | null;
  role: Role;
  /** The administrator; null for the command line. */
  invited_by: string | null;
  created_at: number;
  expires_at: number;
  accepted_at: number | null;
  /** Who came. */
  account_id: string | null;
};

type NewInvitation = {
  id: string;
  email: string | null;
  email_canonical: string | null;
  role: Role;
  invited_by: string | null;
  token_hash: Uint8Array;
  mailed_token_hash: Uint8Array | null;
  lifetime: number;
};

/** What an invitation gives to whoever shows its token. */
export type OpenInvitation = {
  id: string;
  role: Role;
  email_canonical: string | null;
  /** 1 where the token is the mailed one, which proves the address. */
  is_mailed: number;
};

const columns = 'id, email, role, invited_by, created_at, expires_at, accepted_at, account_id';

const insert = statement<NewInvitation, Invitation>(
  'invitations.create',
  `INSERT INTO invitations (id, email, email_canonical, role, invited_by, token_hash, mailed_token_hash, created_at, expires_at)
   VALUES (:id, :email, :email_canonical, :role, :invited_by, :token_hash, :mailed_token_hash, now_ms(),
     now_ms() + CAST(:lifetime AS bigint))
   RETURNING ${columns}`,
);
const deleteOpenOf = statement<{ email_canonical: string }>(
  'invitations.delete_open_of_address',
  'DELETE FROM invitations WHERE email_canonical = :email_canonical AND accepted_at IS NULL',
);

/**
 * Whoever invites answers for it as long as the invitation is open: one who was demoted or suspended must not come back,
 * or bring somebody in, by an invitation that was made before.
 */
const isOpen = `accepted_at IS NULL AND expires_at > now_ms() AND (invited_by IS NULL OR EXISTS
  (SELECT 1 FROM accounts WHERE accounts.id = invitations.invited_by AND accounts.role = 'admin' AND accounts.status = 'active'))`;
const isHeld = '(token_hash = :token_hash OR mailed_token_hash = :token_hash)';
const given = 'id, role, email_canonical, CASE WHEN mailed_token_hash = :token_hash THEN 1 ELSE 0 END AS is_mailed';

const open = statement<{ token_hash: Uint8Array }, OpenInvitation>(
  'invitations.find_open',
  `SELECT ${given} FROM invitations WHERE ${isHeld} AND ${isOpen}`,
);
const accept = statement<{ token_hash: Uint8Array; email_canonical: string; account_id: string }, OpenInvitation>(
  'invitations.accept',
  `UPDATE invitations SET accepted_at = now_ms(), account_id = :account_id
   WHERE ${isHeld} AND ${isOpen} AND (email_canonical IS NULL OR email_canonical = :email_canonical)
   RETURNING ${given}`,
);
const deleteOpen = statement<{ id: string }, Invitation>(
  'invitations.delete_open',
  `DELETE FROM invitations WHERE id = :id AND accepted_at IS NULL RETURNING ${columns}`,
);
const deleteFor = statement<{ account_id: string }>(
  'invitations.delete_for_account',
  `DELETE FROM invitations
   WHERE email_canonical = (SELECT email_canonical FROM accounts WHERE accounts.id = :account_id)`,
);
const deleteEveryOpen = statement<Record<never, never>>(
  'invitations.delete_every_open',
  'DELETE FROM invitations WHERE accepted_at IS NULL',
);
const page = statement<{ before: number; before_id: string; limit: number }, Invitation>(
  'invitations.list',
  `SELECT ${columns} FROM invitations WHERE (created_at, id) < (:before, :before_id)
   ORDER BY created_at DESC, id DESC LIMIT :limit`,
);
const deleteOld = statement<{ kept: number }>(
  'invitations.delete_expired',
  'DELETE FROM invitations WHERE accepted_at IS NULL AND expires_at < now_ms() - CAST(:kept AS bigint)',
);

export async function createInvitation(
  transaction: Transaction,
  invitation: Omit<NewInvitation, 'lifetime'> & { lifetimeSeconds: number },
): Promise<Invitation> {
  const { lifetimeSeconds, ...row } = invitation;
  const created = await transaction.first(insert, { ...row, lifetime: lifetimeSeconds * 1000 });
  if (created === undefined) throw new Error('invitations.create returned no row');
  return created;
}

/** Of several invitations of one address only the newest is good. */
export const deleteOpenInvitationsOf = (transaction: Transaction, emailCanonical: string): Promise<number> =>
  transaction.change(deleteOpenOf, { email_canonical: emailCanonical });

/** Only a look; {@link acceptInvitationRow} decides. */
export const findOpenInvitation = (executor: Executor, tokenHash: Uint8Array): Promise<OpenInvitation | undefined> =>
  executor.first(open, { token_hash: tokenHash });

/** Spends it: of any number of parallel sign-ups one gets the row. */
export const acceptInvitationRow = (
  transaction: Transaction,
  acceptance: { tokenHash: Uint8Array; emailCanonical: string; accountId: string },
): Promise<OpenInvitation | undefined> =>
  transaction.first(accept, {
    token_hash: acceptance.tokenHash,
    email_canonical: acceptance.emailCanonical,
    account_id: acceptance.accountId,
  });

/** @returns undefined for an unknown one, and for one that was accepted */
export const deleteOpenInvitation = (transaction: Transaction, id: string): Promise<Invitation | undefined> =>
  transaction.first(deleteOpen, { id });

/** Whatever was made for the address that the account has at this moment. */
export const deleteInvitationsFor = (transaction: Transaction, accountId: string): Promise<number> =>
  transaction.change(deleteFor, { account_id: accountId });

/** All that nobody has accepted. */
export const deleteEveryOpenInvitation = (transaction: Transaction): Promise<number> =>
  transaction.change(deleteEveryOpen, {});

/** The newest first, from after `before`. */
export const listInvitations = (
  executor: Executor,
  { before, limit }: { before: { createdAt: number; id: string } | null; limit: number },
): Promise<Invitation[]> =>
  executor.all(page, { before: before?.createdAt ?? Number.MAX_SAFE_INTEGER, before_id: before?.id ?? '', limit });

/** Removes those that nobody accepted and that expired longer than `keptSeconds` ago. */
export const deleteExpiredInvitations = (executor: Executor, keptSeconds: number): Promise<number> =>
  executor.change(deleteOld, { kept: keptSeconds * 1000 });
