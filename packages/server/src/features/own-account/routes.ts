import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { accountTagOf, toWireAccount } from '#features/accounts/contract.ts';
import { checkYourMail } from '#features/email-verification/contract.ts';
import { type GuardContext, signedIn } from '#features/sessions/guard.ts';
import { readPresentedTokens } from '#features/sessions/presented-tokens.ts';
import { answerTokens, clearTokenCookies } from '#features/sessions/token-answer.ts';
import { matchesWeakly } from '#platform/http/entity-tags.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { type ChangeAccountContext, changeAccount } from './change-account.ts';
import { type ChangePasswordContext, changePassword } from './change-password.ts';
import { type ConfirmEmailChangeContext, confirmEmailChange } from './confirm-email-change.ts';
import {
  changeOwnAccountContract,
  changeOwnPasswordContract,
  confirmEmailChangeContract,
  deleteOwnAccountContract,
  findOwnAccountContract,
  requestEmailChangeContract,
} from './contract.ts';
import { type DeleteAccountContext, deleteAccount } from './delete-account.ts';
import { type RequestEmailChangeContext, requestEmailChange } from './request-email-change.ts';

type Context = AvatarContext &
  GuardContext &
  ChangeAccountContext &
  ChangePasswordContext &
  RequestEmailChangeContext &
  ConfirmEmailChangeContext &
  DeleteAccountContext & { config: { passwordMinLength: number } };

export const ownAccountRoutes = (context: Context): Route[] => [
  route({
    method: 'GET',
    path: '/api/account',
    summary: 'The account that is signed in',
    description: 'With an `ETag`; `If-None-Match` is answered with 304 while nothing has changed.',
    tag: 'Account',
    guard: signedIn(context),
    contract: findOwnAccountContract,
    answer: ({ caller, exchange: { request } }) => {
      const headers = { etag: accountTagOf(context, caller.account) };
      const known = request.headers['if-none-match'];
      if (known !== undefined && matchesWeakly(known, headers.etag)) return { status: 304, body: null, headers };
      return { status: 200, body: toWireAccount(context, caller.account), headers };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/account',
    summary: 'Change the own account',
    description:
      'What is omitted stays; `null` clears. With `If-Match` it is done only while the account still is what was read. E-mail and password have calls of their own; role and status are an administrator’s.',
    tag: 'Account',
    guard: signedIn(context),
    contract: changeOwnAccountContract,
    problems: ['username_taken', 'precondition_failed', 'too_many_requests'],
    answer: async ({ body: changes, caller: { accountId, sessionId }, facts, exchange: { request } }) => {
      const ifMatch = request.headers['if-match'];
      const account = await changeAccount(context, { accountId, sessionId, changes, ifMatch, facts });
      const headers = { etag: accountTagOf(context, account) };
      return { status: 200, body: toWireAccount(context, account), headers };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/account/password',
    summary: 'Change the password',
    description:
      'Needs the present password. This session goes on with the new tokens of the answer, which travel as at sign-in; its old ones are refused at once, refresh and access token alike. Every other session ends, and so does every link that was mailed. A wrong present password counts as a failed sign-in and is never to be answered with a refresh.',
    tag: 'Account',
    guard: signedIn(context),
    contract: changeOwnPasswordContract(context.config.passwordMinLength),
    problems: ['invalid_credentials', 'session_ended', 'too_many_requests', 'overloaded'],
    answer: async ({ body, caller, facts, exchange: { reply } }) => {
      const { current_password: currentPassword, password } = body;
      const { tokens, endedSessions } = await changePassword(context, { caller, currentPassword, password, facts });
      return { status: 200, body: { ...answerTokens(context, reply, tokens), ended_sessions: endedSessions } };
    },
  }),
  route({
    method: 'POST',
    path: '/api/account/email',
    summary: 'Ask for another e-mail address',
    description:
      'Needs the password. A link goes to the new address (1 hour, once), a notice to the present one; nothing changes before the link is used, and a newer request replaces the older. Where the service does not tell which addresses it knows (SIGN_UP_DISCLOSURE=silent), a taken address is answered in the same way.',
    tag: 'Account',
    guard: signedIn(context),
    contract: requestEmailChangeContract,
    problems: [
      'invalid_credentials',
      'email_taken',
      'domain_not_allowed',
      'too_many_requests',
      'mail_off',
      'overloaded',
    ],
    answer: async ({ body, caller: { accountId, sessionId }, facts }) => {
      await requestEmailChange(context, { accountId, sessionId, ...body, facts });
      return { status: 202, body: checkYourMail };
    },
  }),
  route({
    method: 'POST',
    path: '/api/account/email/confirm',
    summary: 'Confirm another e-mail address',
    description:
      'With the token of the mailed link; nobody has to be signed in, and nobody is by it. The account has the new address from then on, every link mailed to the old one is dead, and sessions go on.',
    tag: 'Account',
    guard: anyone,
    contract: confirmEmailChangeContract,
    problems: ['invalid_token', 'email_taken', 'too_many_requests'],
    answer: async ({ body, facts }) => ({
      status: 200,
      body: toWireAccount(context, await confirmEmailChange(context, body.token, facts)),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/account/deletion',
    summary: 'Delete the own account',
    description:
      'Needs the password. Every session ends at once and the data is gone; it cannot be undone. The last administrator has to stay.',
    tag: 'Account',
    guard: signedIn(context),
    contract: deleteOwnAccountContract,
    problems: ['invalid_credentials', 'last_admin', 'too_many_requests', 'overloaded'],
    answer: async ({ body, caller: { accountId }, facts, exchange: { request, reply } }) => {
      await deleteAccount(context, { accountId, password: body.password, facts });
      const { accessCookie, refreshCookie } = readPresentedTokens(context.config, request);
      if (accessCookie !== null || refreshCookie !== null) clearTokenCookies(context.config, reply);
      return { status: 204, body: null };
    },
  }),
];
