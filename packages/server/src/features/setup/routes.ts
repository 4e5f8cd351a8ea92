import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { toWireAccount } from '#features/accounts/contract.ts';
import { anyone, type Route, route } from '#platform/http/route.ts';
import { findLocale } from '#platform/locales.ts';
import { setupContract } from './contract.ts';
import { type SetUpContext, setUp } from './set-up.ts';

type RoutesContext = AvatarContext & SetUpContext & { config: { publicUrl: string; passwordMinLength: number } };

export const setupRoutes = (context: RoutesContext): Route[] => [
  route({
    method: 'POST',
    path: '/api/setup',
    summary: 'Make the first administrator',
    description:
      'By the link that the service prints at each start while there is no administrator. It works once; the account is confirmed from the first.',
    tag: 'Administration',
    guard: anyone,
    contract: setupContract(context.config.passwordMinLength),
    problems: ['invalid_token', 'setup_done', 'email_taken', 'too_many_requests', 'overloaded'],
    answer: async ({ body, facts, exchange: { request } }) => {
      const locale = findLocale(request.headers['accept-language'] ?? null) ?? null;
      const admin = await setUp(context, { ...body, locale }, facts);
      const headers = { Location: `${context.config.publicUrl}/api/account` };
      return { status: 201, body: toWireAccount(context, admin), headers };
    },
  }),
];
