import { z } from 'zod';
import { auditEventTypes } from '#features/audit-log/record-audit-event.ts';
import type { AuditEventRow } from '#features/audit-log/store.ts';
import { toWireInstant } from '#platform/clock.ts';
import { pageQuery } from '#platform/http/page-query.ts';

const type = z.enum(auditEventTypes).describe('See docs/reference/audit-events.md.');
const details = z
  .record(z.string(), z.union([z.string(), z.number(), z.null()]))
  .describe('Small facts; which ones depends on the type.');

export const auditEventSchema = z
  .strictObject({
    id: z.string(),
    type,
    account_id: z.string().nullable().describe('Whom it is about; null where nobody here is.'),
    actor_id: z.string().nullable().describe('Who did it, when that was another account.'),
    session_id: z.string().nullable(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    request_id: z.string().nullable(),
    details,
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'AuditEvent' });

/** Where an administrator did it, the administrator's address and device are not the account's business. */
export const activitySchema = z
  .strictObject({
    id: z.string(),
    type,
    by: z
      .enum(['administrator', 'request', 'service'])
      .describe('An administrator; somebody who asked over the network, from `ip`; or the service and its operator.'),
    session_id: z.string().nullable(),
    ip: z.string().nullable(),
    user_agent: z.string().nullable(),
    details,
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Activity' });

const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2026-11-26T13:00:00Z' })
  .transform((text) => Date.parse(text));

export const listAuditEventsContract = {
  query: z.strictObject({
    ...pageQuery,
    account_id: z.string().optional(),
    type: type.optional(),
    from: instant.optional().describe('Not before this instant.'),
    to: instant.optional().describe('Not after this instant.'),
  }),
  answers: { 200: z.strictObject({ items: z.array(auditEventSchema), next_cursor: z.string().nullable() }) },
} as const;

export const listActivityContract = {
  query: z.strictObject(pageQuery),
  answers: { 200: z.strictObject({ items: z.array(activitySchema), next_cursor: z.string().nullable() }) },
} as const;

const detailsOf = (event: AuditEventRow) => JSON.parse(event.details) as z.output<typeof details>;

/** An event that an older version wrote under a name that is no more must not break the list: the names only grow. */
const typeOf = (event: AuditEventRow) => event.type as z.output<typeof type>;

export const toWireAuditEvent = (event: AuditEventRow): z.input<typeof auditEventSchema> => ({
  id: event.id,
  type: typeOf(event),
  account_id: event.account_id,
  actor_id: event.actor_id,
  session_id: event.session_id,
  ip: event.ip,
  user_agent: event.user_agent,
  request_id: event.request_id,
  details: detailsOf(event),
  created_at: toWireInstant(event.created_at),
});

export function toWireActivity(event: AuditEventRow): z.input<typeof activitySchema> {
  const isByOther = event.actor_id !== null && event.actor_id !== event.account_id;
  return {
    id: event.id,
    type: typeOf(event),
    by: isByOther ? 'administrator' : event.ip === null ? 'service' : 'request',
    session_id: event.session_id,
    ip: isByOther ? null : event.ip,
    user_agent: isByOther ? null : event.user_agent,
    details: detailsOf(event),
    created_at: toWireInstant(event.created_at),
  };
}
