import { randomId } from '#platform/crypto/random.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { createAuditEvent } from './store.ts';

/** Everything that touches security, by name. Documented in docs/reference/audit-events.md. */
export const auditEventTypes = [
  'account_created',
  'admin_created',
  'sign_up_attempted',
  'unverified_account_removed',
  'invitation_created',
  'invitation_revoked',
  'account_imported',
  'accounts_imported',
  'accounts_exported',
  'account_suspended',
  'account_restored',
  'account_changed',
  'account_deleted',
  'email_change_requested',
  'email_changed',
  'personal_data_exported',
  'role_changed',
  'verification_requested',
  'email_verified',
  'password_reset_requested',
  'password_reset',
  'password_changed',
  'sign_in_succeeded',
  'sign_in_failed',
  'reauthentication_failed',
  'password_disabled',
  'session_revoked',
  'sessions_revoked',
  'refresh_replayed',
  'refresh_reissued_late',
  'signing_key_created',
  'signing_key_rotated',
  'signing_key_revoked',
  'everything_ended',
  'installation_restored',
  'service_key_created',
  'service_key_revoked',
  'one_time_link_printed',
] as const;
export type AuditEventType = (typeof auditEventTypes)[number];

export type AuditEvent = {
  /** Made here, unless many are written together and their ids had better be a family. */
  id?: string;
  type: AuditEventType;
  /** Whom it is about; null where nobody here is (an unknown sign-in name). */
  accountId: string | null;
  /** Who did it, when not the account itself. */
  actorId?: string | null;
  sessionId?: string | null;
  /** Where it came from; null for the command line and for the service itself. */
  facts: RequestFacts | null;
  /** Small and public: never a secret, never a token. */
  details?: Readonly<Record<string, string | number | null>>;
};

/** Writes one line of the audit log in the transaction of what it tells about: both stand, or neither. */
export async function recordAuditEvent(transaction: Transaction, event: AuditEvent): Promise<void> {
  await createAuditEvent(transaction, {
    id: event.id ?? randomId(),
    type: event.type,
    account_id: event.accountId,
    actor_id: event.actorId ?? null,
    session_id: event.sessionId ?? null,
    ip: event.facts?.ip ?? null,
    user_agent: event.facts?.userAgent ?? null,
    request_id: event.facts?.requestId ?? null,
    details: JSON.stringify(event.details ?? {}),
  });
}
