import { revokeInvitation } from '#features/invitations/revoke-invitation.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const invitationsRevoke = command({
  about: `Takes an invitation back: its links are dead at once. One that was accepted cannot be taken back; suspend or delete the
account instead. The audit log notes it.`,
  operands: ['ID'],
  options: {},
  examples: [['invitations revoke hDfB2q5k1y8m0PZ3sXv7Qw', 'the id is in the list of invitations']],
  run: ({ operands: [id = ''] }) =>
    withOperatorContext(async (context) => {
      await revokeInvitation(context, id, null);
      return { text: 'The invitation is dead.', json: { id, revoked: true } };
    }),
});
