import { checkYourMail, requestMailContract } from '#features/email-verification/contract.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { changePasswordContract, resetPasswordContract } from './contract.ts';
import { type RequestResetContext, requestPasswordReset } from './request-password-reset.ts';
import { type ResetPasswordContext, resetPassword } from './reset-password.ts';

type Context = RequestResetContext & ResetPasswordContext & { config: { passwordMinLength: number } };

export const passwordResetRoutes = (context: Context): Route[] => [
  route({
    method: 'POST',
    path: '/api/auth/password-reset/request',
    summary: 'Mail a link for a new password',
    description: 'The answer is the same whether or not the address is known, or had its mails for this hour.',
    tag: 'Authentication',
    guard: anyone,
    contract: requestMailContract,
    problems: ['too_many_requests', 'mail_off'],
    answer: async ({ body, facts }) => {
      await requestPasswordReset(context, body.email, facts);
      return { status: 202, body: checkYourMail };
    },
  }),
  route({
    method: 'POST',
    path: '/api/auth/password-reset',
    summary: 'Set a new password by the mailed link',
    description:
      'The token works once, for an hour. Every session of the account ends, and the address counts as confirmed. Nobody is signed in by it.',
    tag: 'Authentication',
    guard: anyone,
    contract: resetPasswordContract(context.config.passwordMinLength),
    problems: ['invalid_token', 'too_many_requests', 'overloaded'],
    answer: async ({ body, facts }) => {
      await resetPassword(context, body, facts);
      return { status: 204, body: null };
    },
  }),
  route({
    method: 'GET',
    path: '/.well-known/change-password',
    summary: 'Where a password manager sends somebody to set a new password',
    tag: 'Service',
    guard: anyone,
    contract: changePasswordContract,
    answer: () => ({
      status: 302,
      body: null,
      headers: { location: `${context.config.publicUrl}/forgotten-password` },
    }),
  }),
];
