import { suspendAccount } from '#features/admin/suspend-account.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const accountsSuspend = command({
  about: `Stops an account: nobody signs in to it any more, and its sessions and access tokens end at once, in a running service
within a second or two. Its data stays. Whoever tries is answered as for a wrong password. The last administrator who can sign
in is not suspended. The audit log notes it.`,
  operands: ['EMAIL'],
  options: {},
  examples: [['accounts suspend bob@example.com', 'stop the account until it is restored']],
  run: ({ operands: [email = ''] }) =>
    withOperatorContext(async (context) => {
      // A running service reads the revocation from the database.
      const { account, endedSessions } = await suspendAccount(
        { ...context, revocations: { publish: () => {} } },
        email,
      );
      const sessions = endedSessions === 1 ? '1 session has ended' : `${endedSessions} sessions have ended`;
      return {
        text: `${account.email} is suspended; ${sessions}.`,
        json: { email: account.email, status: account.status, ended_sessions: endedSessions },
      };
    }),
});
