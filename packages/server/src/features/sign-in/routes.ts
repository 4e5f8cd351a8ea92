import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { readPresentedTokens } from '#features/sessions/presented-tokens.ts';
import { answerTokens } from '#features/sessions/token-answer.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { signInContract } from './contract.ts';
import { type SignInContext, signIn } from './sign-in.ts';

type Context = AvatarContext &
  SignInContext & { config: SignInContext['config'] & { isSecure: boolean; publicPath: string } };

export const signInRoutes = (context: Context): Route[] => [
  route({
    method: 'POST',
    path: '/api/auth/sign-in',
    summary: 'Sign in',
    description: 'With the e-mail address or the username. One answer for every reason of failure.',
    tag: 'Authentication',
    guard: anyone,
    contract: signInContract,
    problems: ['invalid_credentials', 'email_not_verified', 'too_many_requests', 'overloaded'],
    answer: async ({ body, facts, exchange: { request, reply } }) => {
      const carried = readPresentedTokens(context.config, request).refreshCookie;
      const tokens = await signIn(context, { ...body, carriedRefreshToken: carried, facts });
      return { status: 200, body: answerTokens(context, reply, tokens) };
    },
  }),
];
