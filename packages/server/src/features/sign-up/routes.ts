import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { toWireAccount } from '#features/accounts/contract.ts';
import { checkYourMail } from '#features/email-verification/contract.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { findLocale } from '#platform/locales.ts';
import { type SignUpBody, type SignUpSettings, signUpContract } from './contract.ts';
import { type SignUpContext, signUp } from './sign-up.ts';

export const signUpRoutes = (context: AvatarContext & SignUpContext & { config: SignUpSettings }): Route[] => [
  route({
    method: 'POST',
    path: '/api/auth/sign-up',
    summary: 'Make an account',
    description:
      'A mail with a link and a code to confirm the address is sent. Nobody is signed in by it. Where the service does not tell which addresses it knows (SIGN_UP_DISCLOSURE=silent), the answer is always 202 and no username is taken. An `invitation` (the token of its link) opens a sign-up that is closed or by invitation, gives the role it was made for, and works once; the one that came by mail confirms the address as well.',
    tag: 'Authentication',
    guard: anyone,
    contract: signUpContract(context.config),
    problems: [
      'invalid_token',
      'email_taken',
      'username_taken',
      'sign_up_closed',
      'domain_not_allowed',
      'too_many_requests',
      'overloaded',
    ],
    answer: async ({ body, facts, exchange: { request } }) => {
      const account = await signUp(context, toPerson(body, request.headers['accept-language']), facts);
      if (account === undefined) return { status: 202, body: checkYourMail };
      const headers = { Location: `${context.config.publicUrl}/api/account` };
      return { status: 201, body: { account: toWireAccount(context, account) }, headers };
    },
  }),
];

/** Field by field: what the contract lets through and this does not name goes nowhere. */
const toPerson = (body: SignUpBody, acceptLanguage: string | undefined) => ({
  email: body.email,
  password: body.password,
  username: body.username,
  firstName: body.first_name,
  lastName: body.last_name,
  locale: body.locale ?? findLocale(acceptLanguage ?? null) ?? null,
  timeZone: body.time_zone,
  invitation: body.invitation,
});
