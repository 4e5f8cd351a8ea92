import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { toWireAccount } from '#features/accounts/contract.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { checkYourMail, requestMailContract, verifyEmailContract } from './contract.ts';
import { type RequestVerificationContext, requestVerification } from './request-verification.ts';
import { type VerifyEmailContext, verifyEmail } from './verify-email.ts';

export const emailVerificationRoutes = (
  context: AvatarContext & VerifyEmailContext & RequestVerificationContext,
): Route[] => [
  route({
    method: 'POST',
    path: '/api/auth/verify-email',
    summary: 'Confirm an e-mail address',
    description:
      'With the token of the mailed link (24 hours), or with the address and the mailed code (10 minutes, 5 tries). Both work once; a newer mail replaces the older. It signs nobody in.',
    tag: 'Authentication',
    guard: anyone,
    contract: verifyEmailContract,
    problems: ['invalid_token', 'too_many_requests'],
    answer: async ({ body, facts }) => ({
      status: 200,
      body: toWireAccount(context, await verifyEmail(context, body, facts)),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/auth/verify-email/request',
    summary: 'Mail a new link and code',
    description:
      'The answer is the same whether or not the address is known, waits for confirmation, or had its mails for this hour.',
    tag: 'Authentication',
    guard: anyone,
    contract: requestMailContract,
    problems: ['too_many_requests', 'mail_off'],
    answer: async ({ body, facts }) => {
      await requestVerification(context, body.email, facts);
      return { status: 202, body: checkYourMail };
    },
  }),
];
