import { toWireAccount } from '#features/accounts/contract.ts';
import { type GuardContext, signedIn } from '#features/sessions/guard.ts';
import { type Route, route } from '#platform/http/route.ts';
import { findOwnAccountContract } from './contract.ts';

export const ownAccountRoutes = (context: GuardContext): Route[] => [
  route({
    method: 'GET',
    path: '/api/account',
    summary: 'The account that is signed in',
    tag: 'Account',
    guard: signedIn(context),
    contract: findOwnAccountContract,
    answer: ({ caller }) => ({ status: 200, body: toWireAccount(caller.account) }),
  }),
];
