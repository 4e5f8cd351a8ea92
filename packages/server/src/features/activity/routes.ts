import { type GuardContext, signedIn, withRole } from '#features/sessions/guard.ts';
import { type Route, route } from '#platform/http/route.ts';
import { listActivityContract, listAuditEventsContract, toWireActivity, toWireAuditEvent } from './contract.ts';
import { listAuditPage } from './list-audit-page.ts';

/** The audit log as administrators read it, and each account's own part of it. */
export const activityRoutes = (context: GuardContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/account/activity',
    summary: 'What happened to the own account',
    description: 'Sign-ins, failed ones too, and every change that touches security; the newest first.',
    tag: 'Account',
    guard: signedIn(context),
    contract: listActivityContract,
    problems: ['invalid_cursor'],
    answer: async ({ query, caller: { accountId } }) => {
      const { lines, nextCursor } = await listAuditPage(context, `activity:${accountId}`, { ...query, accountId });
      return { status: 200, body: { items: lines.map(toWireActivity), next_cursor: nextCursor } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/audit-events',
    summary: 'The audit log',
    description: 'By account, type and time, the newest first. `portress audit verify` says whether it was changed.',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: listAuditEventsContract,
    problems: ['invalid_cursor'],
    answer: async ({ query: { account_id: accountId, ...query }, caller }) => {
      const reader = `audit-events:${caller.accountId}`;
      const { lines, nextCursor } = await listAuditPage(context, reader, { ...query, accountId });
      return { status: 200, body: { items: lines.map(toWireAuditEvent), next_cursor: nextCursor } };
    },
  }),
];
