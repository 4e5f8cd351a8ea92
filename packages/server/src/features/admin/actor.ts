import type { AuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';

/** Who administers: somebody signed in, or whoever has the command line of the service. */
export type Actor = { accountId: string; facts: RequestFacts } | 'command_line';

/** How the audit log names them. */
export const actedBy = (actor: Actor): Required<Pick<AuditEvent, 'actorId' | 'facts' | 'details'>> =>
  actor === 'command_line'
    ? { actorId: null, facts: null, details: { by: 'command_line' } }
    : { actorId: actor.accountId, facts: actor.facts, details: {} };
