import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { roles } from '#features/accounts/list-store.ts';
import { changeAccount } from '#features/admin/change-account.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { UsageError } from './refusals.ts';

export const accountsRole = command({
  about: `Gives an account another role: ${roles.join(', ')}. A running service goes by it within a second or two; the person stays
signed in and is told by mail. Access tokens of before are refused by APIs that read the role in them, until the next refresh. The
last administrator who can sign in keeps the role. The audit log notes it.`,
  operands: ['EMAIL', 'ROLE'],
  options: {},
  examples: [
    ['accounts role ada@example.com admin', 'make an administrator of somebody who has an account'],
    ['accounts role ada@example.com user', 'take the role away'],
  ],
  run: ({ operands: [email = '', wanted = ''] }) => {
    const role = roles.find((one) => one === wanted);
    if (role === undefined) throw new UsageError(`"${wanted}" is no role: ${roles.join(', ')}.`);
    return withOperatorContext(async (context) => {
      const { id, role: former } = await findAddressedAccount(context.database, email);
      // A running service reads the revocation from the database.
      const silent = { ...context, revocations: { publish: () => {} } };
      const account = await changeAccount(silent, { id, role }, 'command_line');
      const told = former === role ? 'has this role already' : `was ${former} and is ${role} now`;
      return { text: `${account.email} ${told}.`, json: { email: account.email, role, former_role: former } };
    });
  },
});
