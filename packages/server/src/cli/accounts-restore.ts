import { restoreAccount } from '#features/admin/restore-account.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const accountsRestore = command({
  about: `Lets a suspended account sign in again, with the password it had. Sessions and links that ended with the suspension stay
ended. The audit log notes it.`,
  operands: ['EMAIL'],
  options: {},
  examples: [['accounts restore bob@example.com', 'let the account sign in again']],
  run: ({ operands: [email = ''] }) =>
    withOperatorContext(async (context) => {
      const account = await restoreAccount(context, email);
      return {
        text: `${account.email} may sign in again.`,
        json: { email: account.email, status: account.status },
      };
    }),
});
