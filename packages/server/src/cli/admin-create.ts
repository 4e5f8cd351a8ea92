import { createPasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { createPasswordJudging } from '#features/authenticators/passwords/password-judging.ts';
import { createAdmin } from '#features/setup/create-admin.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { CommandRefusedError, UsageError } from './refusals.ts';
import type { Terminal } from './terminal.ts';

export const adminCreate = command({
  about: `Makes an administrator whose e-mail address counts as confirmed. Works before the first start and while the service
runs; the setup link of a fresh installation stops working with it. The password is asked for twice and not shown, or read
from standard input; it is never taken from the command line, where other people of this machine could see it.`,
  operands: [],
  options: {
    email: { value: 'ADDRESS', about: 'who it is; also the name to sign in with' },
    'password-stdin': { about: 'read the password from standard input even on a terminal' },
  },
  examples: [
    ['admin create --email ada@example.com', 'asks for the password'],
    ['admin create --email ada@example.com --password-stdin < password.txt', 'for scripts'],
  ],
  run: async ({ values }, terminal) => {
    const { email } = values;
    if (email === undefined) throw new UsageError('--email is missing.');
    const password = await readPassword(terminal, values['password-stdin'] === true);
    const passwordHashing = createPasswordHashing(1);
    const passwordJudging = createPasswordJudging();
    try {
      const admin = await withOperatorContext((context) =>
        createAdmin({ ...context, passwordHashing, passwordJudging }, { email, password }),
      );
      return {
        text: `${admin.email} is an administrator now and can sign in.`,
        json: { account: { id: admin.id, email: admin.email, role: admin.role } },
      };
    } finally {
      await passwordJudging.close();
      await passwordHashing.close();
    }
  },
});

async function readPassword(terminal: Terminal, isPiped: boolean): Promise<string> {
  if (isPiped || !terminal.isInteractive) {
    // The line end belongs to the file or to `echo`; every other character, blanks too, belongs to the password.
    const password = (await terminal.readAll()).replace(/\r?\n$/, '');
    if (password === '') throw new CommandRefusedError('no_password', 'There is no password on standard input.');
    return password;
  }
  const password = await terminal.readHidden('Password: ');
  if (password !== (await terminal.readHidden('The same again: ')))
    throw new CommandRefusedError('passwords_differ', 'The two passwords are not the same. Nothing was changed.');
  return password;
}
