import { changeEmailByOperator } from '#features/own-account/change-email-by-operator.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';

export const accountsChangeEmail = command({
  about: `Gives an account another e-mail address at once, on your word that it belongs to the same person: for people whom no mail
reaches, and for putting an address back that a thief has changed. It counts as confirmed. Links that were mailed before are dead,
sessions go on, and where mail is on the old address is told. The audit log notes it.`,
  operands: ['EMAIL', 'NEW_EMAIL'],
  options: {},
  examples: [['accounts change-email ada@example.com ada@example.org', 'change the address at once']],
  run: ({ operands: [email = '', newEmail = ''] }) =>
    withOperatorContext(async (context) => {
      const account = await changeEmailByOperator(context, email, newEmail);
      return {
        text: `The account of ${email} has the address ${account.email} now.`,
        json: { id: account.id, email: account.email },
      };
    }),
});
