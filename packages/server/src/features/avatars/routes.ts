import type { AvatarContext } from '#features/accounts/avatar-urls.ts';
import { toWireAccount } from '#features/accounts/contract.ts';
import { type GuardContext, signedIn } from '#features/sessions/guard.ts';
import { type Route, route } from '#platform/http/route.ts';
import { removeAvatarContract, setAvatarContract } from './contract.ts';
import { removeAvatar } from './remove-avatar.ts';
import { type SetAvatarContext, setAvatar } from './set-avatar.ts';

type Context = AvatarContext & GuardContext & SetAvatarContext;

export const avatarRoutes = (context: Context): Route[] => [
  route({
    method: 'PUT',
    path: '/api/account/avatar',
    summary: 'Set the picture of the account',
    description:
      'The picture itself, or a form with one part `file`; other parts, names and types are not looked at. It has at most 5 MB, 40 megapixels and 1000 frames. Its middle is shown, 250 × 250, as WebP without metadata; `avatar_url` of the answer is where.',
    tag: 'Account',
    guard: signedIn(context),
    contract: setAvatarContract,
    problems: [
      'payload_too_large',
      'unsupported_media_type',
      'validation_failed',
      'too_many_requests',
      'overloaded',
      'unavailable',
    ],
    answer: async ({ caller: { accountId }, upload, facts }) => ({
      status: 200,
      body: toWireAccount(context, await setAvatar(context, { accountId, upload, facts })),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/api/account/avatar',
    summary: 'Go back to the default picture',
    tag: 'Account',
    guard: signedIn(context),
    contract: removeAvatarContract,
    answer: async ({ caller }) => ({
      status: 200,
      body: toWireAccount(context, await removeAvatar(context, caller.accountId)),
    }),
  }),
];
