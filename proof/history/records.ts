import { type AuditFault, verifyAuditLog } from '#features/audit-log/verify-audit-log.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { statement } from '#platform/database/statement.ts';
import type { Installation } from '#proof/installation/installation.ts';
import { mailsTo, tokenIn } from '#proof/load/mails.ts';

/** What the service has kept of a campaign, read beside it when all is quiet. */
export type Records = {
  accounts: readonly { id: string; email_canonical: string; email_verified_at: number | null }[];
  sessions: readonly { id: string; generation: number; ended_at: number | null }[];
  auditEvents: readonly { type: string; account_id: string | null; session_id: string | null }[];
  /** What a walk along the seals of the audit log has found. */
  auditFaults: readonly AuditFault[];
  /** Events that no seal covers yet; none, once it is quiet. */
  unsealed: number;
  /** Mails that wait to be sent. */
  waitingMails: number;
  /** The secrets of the links that came to an address, with repetitions. */
  linksTo(address: string, kind: 'verify-email' | 'reset-password'): readonly string[];
};

type None = Record<never, never>;
const accounts = statement<None, Records['accounts'][number]>(
  'proof.accounts',
  'SELECT id, email_canonical, email_verified_at FROM accounts',
);
const sessions = statement<None, Records['sessions'][number]>(
  'proof.sessions',
  'SELECT id, generation, ended_at FROM sessions',
);
const auditEvents = statement<None, Records['auditEvents'][number]>(
  'proof.audit_events',
  'SELECT type, account_id, session_id FROM audit_events',
);
const waiting = statement<None, { id: string }>(
  'proof.outbox',
  'SELECT id FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL',
);

export async function readRecords({
  database,
  secretKey,
  mail,
}: Pick<Installation, 'database' | 'secretKey' | 'mail'>): Promise<Records> {
  const { read } = database;
  const verdict = await verifyAuditLog({ database, secrets: createSecrets([secretKey]) });
  const all = await read.all(auditEvents, {});
  return {
    accounts: await read.all(accounts, {}),
    sessions: await read.all(sessions, {}),
    auditEvents: all,
    auditFaults: verdict.faults,
    unsealed: all.length - verdict.events,
    waitingMails: (await read.all(waiting, {})).length,
    linksTo: (address, kind) => mailsTo(mail, address, kind).map((body) => tokenIn(body, kind)),
  };
}
