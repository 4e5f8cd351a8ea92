import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { toWireAccount } from '#features/accounts/contract.ts';
import { type GuardContext, signedIn } from '#features/sessions/guard.ts';
import { answerTokens } from '#features/sessions/token-answer.ts';
import { type Route, route } from '#platform/http/route.ts';
import { type ChangePasswordContext, changePassword } from './change-password.ts';
import { changeOwnPasswordContract, findOwnAccountContract } from './contract.ts';

type Context = AvatarContext & GuardContext & ChangePasswordContext & { config: { passwordMinLength: number } };

export const ownAccountRoutes = (context: Context): Route[] => [
  route({
    method: 'GET',
    path: '/api/account',
    summary: 'The account that is signed in',
    tag: 'Account',
    guard: signedIn(context),
    contract: findOwnAccountContract,
    answer: ({ caller }) => ({ status: 200, body: toWireAccount(context, caller.account) }),
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
];
