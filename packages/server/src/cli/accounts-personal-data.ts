import { beginExport } from '#features/account-data/begin-export.ts';
import { compileExport } from '#features/account-data/export-account.ts';
import { findAddressedAccount } from '#features/accounts/find-addressed-account.ts';
import { personalData } from '#server/personal-data.ts';
import { command } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { UsageError } from './refusals.ts';
import { writePrivateFile } from './write-private-file.ts';

export const accountsPersonalData = command({
  about: `Writes down everything that is held about one person, as one JSON object: the file that they download themselves on the page
of their account. For somebody who asks for it and cannot sign in; find out first that it is they who ask. Secrets are not in it.
The audit log and the person's own list of events note it.`,
  operands: ['EMAIL'],
  options: { output: { value: 'FILE', about: 'write there, readable by its owner only, instead of standard output' } },
  examples: [['accounts personal-data bob@example.com --output bob.json', 'a file to hand over']],
  run: ({ values: { output }, operands: [email = ''], isJson }, terminal) => {
    if (isJson && output === undefined) throw new UsageError('--json needs --output.');
    return withOperatorContext(async (context) => {
      const { id, email: address } = await findAddressedAccount(context.database, email);
      const { pieces } = await beginExport({ ...context, accountExport: compileExport(personalData) }, id, {
        facts: null,
        details: { by: 'command_line' },
      });
      const writeAll = async (write: (text: string) => Promise<void>): Promise<void> => {
        for await (const piece of pieces) await write(piece);
      };
      if (output === undefined) {
        await writeAll(terminal.write);
        return null;
      }
      await writePrivateFile(output, writeAll);
      return { text: `What is held about ${address} is in ${output}.`, json: { id, email: address, file: output } };
    });
  },
});
