import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { signOutAccount } from '#features/admin/sign-out-account.ts';
import { command } from './command.ts';
import { countSessionsInWords } from './describe-account.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const accountsSignOut = command({
  about: `Ends every session of an account and its access tokens, in a running service within a second or two. The person may sign in
again at once, with the password they have: if somebody else may know it, print a reset link or suspend the account as well. The
audit log notes it.`,
  operands: ['EMAIL'],
  options: {},
  examples: [['accounts sign-out ada@example.com', 'end every session']],
  run: ({ operands: [email = ''] }) =>
    withOperatorContext(async (context) => {
      const account = await findAddressedAccount(context.database, email);
      const silent = { ...context, revocations: { publish: () => {} } };
      const count = await signOutAccount(silent, account.id, 'command_line');
      const text =
        count === 0
          ? `${account.email} is signed in nowhere.`
          : `${account.email} is signed out: ${countSessionsInWords(count)} ended.`;
      return { text, json: { email: account.email, ended_sessions: count } };
    }),
});
