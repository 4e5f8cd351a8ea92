import { type GuardContext, withRole } from '#features/sessions/guard.ts';
import { toWireInstant } from '#platform/clock.ts';
import type { Counters, Limit } from '#platform/counters/counters.ts';
import { pageNewestFirst } from '#platform/http/newest-first.ts';
import { takeOwnPoint } from '#platform/http/request-limits.ts';
import { type Route, route } from '#platform/http/route.ts';
import {
  createInvitationContract,
  listInvitationsContract,
  revokeInvitationContract,
  toWireInvitation,
} from './contract.ts';
import { type InviteContext, invite } from './invite.ts';
import { invitationSeconds } from './lifetime.ts';
import { revokeInvitation } from './revoke-invitation.ts';
import { listInvitations } from './store.ts';

type Context = Omit<GuardContext, 'config'> & {
  counters: Counters;
  outbox: { wake(): void };
  config: GuardContext['config'] & InviteContext['config'];
};

/** Each may send a mail to somebody who has not asked for it. */
const perAdmin: Limit = { name: 'invitations', points: 200, windowSeconds: 3600 };

export const invitationRoutes = (context: Context): Route[] => [
  route({
    method: 'POST',
    path: '/api/invitations',
    summary: 'Invite somebody',
    description:
      'The link works once, for signing up where that is by invitation or closed. With an address it is mailed there, and good for that address only; a newer invitation of the same address replaces the older. It dies with its expiry, by DELETE, and when the administrator who made it no longer is one.',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: createInvitationContract,
    problems: ['email_taken', 'too_many_requests'],
    answer: async ({ body, caller, facts }) => {
      await takeOwnPoint(context, facts, {
        limit: perAdmin,
        key: caller.accountId,
        detail: 'Too many invitations were made in the last hour.',
      });
      const { invitation, url, isMailed } = await invite(context, {
        email: body?.email ?? null,
        role: body?.role ?? 'user',
        lifetimeSeconds: body?.expires_in ?? invitationSeconds.usual,
        by: { accountId: caller.accountId, locale: caller.account.locale, facts },
      });
      return {
        status: 201,
        body: {
          id: invitation.id,
          url,
          email: invitation.email,
          role: invitation.role,
          mailed: isMailed,
          expires_at: toWireInstant(invitation.expires_at),
        },
        headers: { Location: `${context.config.publicUrl}/api/invitations/${invitation.id}` },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/invitations',
    summary: 'The invitations, the newest first',
    description: 'Open, accepted and expired ones. Their links are not told again.',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: listInvitationsContract,
    problems: ['invalid_cursor'],
    answer: async ({ query, caller }) => {
      const { lines, nextCursor } = await pageNewestFirst(context, `invitations:${caller.accountId}`, query, (page) =>
        listInvitations(context.database.read, page),
      );
      return { status: 200, body: { items: lines.map(toWireInvitation), next_cursor: nextCursor } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/invitations/:id',
    summary: 'Take an invitation back',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: revokeInvitationContract,
    problems: ['not_found'],
    answer: async ({ params, caller, facts }) => {
      await revokeInvitation(context, params.id, { accountId: caller.accountId, facts });
      return { status: 204, body: null };
    },
  }),
];
