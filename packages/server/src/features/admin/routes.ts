import type { EraseContext } from '#features/account-data/erase-account.ts';
import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { listAccounts } from '#features/accounts/list-accounts.ts';
import type { AccountPosition } from '#features/accounts/list-store.ts';
import { findAccount } from '#features/accounts/store.ts';
import { checkYourMail } from '#features/email-verification/contract.ts';
import { toWireSession } from '#features/sessions/contract.ts';
import { type GuardContext, withRole } from '#features/sessions/guard.ts';
import { countSessions, listSessions } from '#features/sessions/store.ts';
import { openCursor, sealCursor } from '#platform/http/cursor.ts';
import { pageNewestFirst } from '#platform/http/newest-first.ts';
import { type Route, route } from '#platform/http/route.ts';
import { administratorOrService, readerOf } from './administrator-or-service.ts';
import { type ChangeAccountContext, changeAccount } from './change-account.ts';
import {
  changeAccountContract,
  deleteAccountContract,
  findAccountContract,
  listAccountSessionsContract,
  listAccountsContract,
  mailPasswordResetContract,
  signOutAccountContract,
  toAdministeredAccount,
} from './contract.ts';
import { deleteAccount } from './delete-account.ts';
import { type MailPasswordResetContext, mailPasswordReset } from './mail-password-reset.ts';
import { unknownAccount } from './refusals.ts';
import { signOutAccount } from './sign-out-account.ts';

export type AdminContext = AvatarContext &
  GuardContext &
  ChangeAccountContext &
  MailPasswordResetContext &
  EraseContext;

export const adminRoutes = (context: AdminContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/accounts',
    summary: 'List or search accounts',
    description:
      '`total` is exact without `q`; with it matches are counted up to 10,000, which stands for that or more. A page of a search may hold less than `limit` accounts, or none, while `next_cursor` is not null: go on with it. A cursor belongs to one filter, search, sort and order.',
    tag: 'Administration',
    guard: administratorOrService(context),
    contract: listAccountsContract,
    problems: ['invalid_cursor'],
    answer: async ({ query, caller }) => {
      const { q = '', role = null, status = null, sort, order, limit, cursor } = query;
      const scope = JSON.stringify(['accounts', readerOf(caller), q, role, status, sort, order]);
      const page = await listAccounts(context.database.read, {
        text: q === '' ? null : q,
        filter: { role, status },
        sort,
        order,
        after: cursor === undefined ? null : positionOf(openCursor(context.secrets, scope, cursor)),
        limit,
      });
      return {
        status: 200,
        body: {
          items: page.accounts.map((account) => toAdministeredAccount(context, account)),
          next_cursor: page.next && sealCursor(context.secrets, scope, [page.next.at, page.next.id]),
          total: page.total,
        },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/accounts/:id',
    summary: 'One account',
    tag: 'Administration',
    guard: administratorOrService(context),
    contract: findAccountContract,
    problems: ['not_found'],
    answer: async ({ params }) => {
      const account = await findAccount(context.database.read, params.id);
      if (account === undefined) throw unknownAccount();
      return { status: 200, body: toAdministeredAccount(context, account) };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/accounts/:id',
    summary: 'Change role or state',
    description:
      'Acts at once. Another role keeps the person signed in: access tokens of before are refused by APIs that read the role in them, and the next refresh brings one that names the new role. A suspension ends every session and access token.',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: changeAccountContract,
    problems: ['not_found', 'last_admin'],
    answer: async ({ params, body, caller, facts }) => {
      const actor = { accountId: caller.accountId, facts };
      const account = await changeAccount(context, { id: params.id, ...body }, actor);
      return { status: 200, body: toAdministeredAccount(context, account) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/accounts/:id',
    summary: 'Delete an account with everything that is held about the person',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: deleteAccountContract,
    problems: ['not_found', 'last_admin'],
    answer: async ({ params, caller, facts }) => {
      await deleteAccount(context, params.id, { accountId: caller.accountId, facts });
      return { status: 204, body: null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/accounts/:id/sessions',
    summary: 'The devices that somebody is signed in with',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: listAccountSessionsContract,
    problems: ['not_found', 'invalid_cursor'],
    answer: async ({ params, query, caller }) => {
      const accountId = params.id;
      const idleSeconds = context.config.refreshIdleSeconds;
      const scope = JSON.stringify(['account_sessions', caller.accountId, accountId]);
      if ((await findAccount(context.database.read, accountId)) === undefined) throw unknownAccount();
      const { lines, nextCursor } = await pageNewestFirst(context, scope, query, (page) =>
        listSessions(context.database.read, { accountId, idleSeconds, ...page }),
      );
      return {
        status: 200,
        body: {
          items: lines.map((line) => toWireSession(line, idleSeconds, caller.sessionId)),
          next_cursor: nextCursor,
          total: await countSessions(context.database.read, { accountId, idleSeconds }),
        },
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/accounts/:id/sign-out',
    summary: 'End every session of somebody',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: signOutAccountContract,
    problems: ['not_found'],
    answer: async ({ params, caller, facts }) => {
      const actor = { accountId: caller.accountId, facts };
      return { status: 200, body: { ended_sessions: await signOutAccount(context, params.id, actor) } };
    },
  }),
  route({
    method: 'POST',
    path: '/api/accounts/:id/password-reset',
    summary: 'Mail somebody a link for a new password',
    description:
      'An administrator never sets or sees a password. The mail counts among those of the hour to the address.',
    tag: 'Administration',
    guard: withRole(context, 'admin'),
    contract: mailPasswordResetContract,
    problems: ['not_found', 'state_conflict', 'too_many_requests', 'mail_off'],
    answer: async ({ params, caller, facts }) => {
      await mailPasswordReset(context, params.id, { accountId: caller.accountId, facts });
      return { status: 202, body: checkYourMail };
    },
  }),
];

const positionOf = ([at = '', id = '']: readonly (string | number)[]): AccountPosition => ({ at, id: String(id) });
