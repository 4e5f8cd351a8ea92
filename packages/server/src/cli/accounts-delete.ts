import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { deleteAccount } from '#features/admin/delete-account.ts';
import { personalData } from '#server/personal-data.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { CommandRefusedError } from './refusals.ts';
import type { Terminal } from './terminal.ts';

export const accountsDelete = command({
  about: `Deletes an account with what is held about the person, for good: there is no way back but a backup. Its sessions and access
tokens end, in a running service within a second or two. On a terminal the address has to be typed again; without one, or for
scripts, --yes stands for that. The last administrator who can sign in is not deleted. To stop somebody for a while, suspend the
account instead. The audit log notes it.`,
  operands: ['EMAIL'],
  options: { yes: { about: 'do not ask' } },
  examples: [
    ['accounts delete bob@example.com', 'asks for the address again'],
    ['accounts delete bob@example.com --yes', 'for scripts'],
  ],
  run: ({ values, operands: [email = ''] }, terminal) =>
    withOperatorContext(async (context) => {
      const { id, email: address } = await findAddressedAccount(context.database, email);
      if (values.yes !== true) await confirm(terminal, address);
      await deleteAccount({ ...context, personalData, revocations: { publish: () => {} } }, id, 'command_line');
      return { text: `${address} is deleted.`, json: { id, email: address, deleted: true } };
    }),
});

async function confirm(terminal: Terminal, address: string): Promise<void> {
  if (!terminal.isInteractive)
    throw new CommandRefusedError(
      'not_confirmed',
      'Nobody can be asked here. Say --yes to delete. Nothing was changed.',
    );
  const typed = await terminal.readLine(`This deletes ${address} for good. Type the address again: `);
  if (typed.trim() !== address)
    throw new CommandRefusedError('not_confirmed', 'That is another address. Nothing was changed.');
}
