import { exportAccounts } from '#features/account-transfer/export-accounts.ts';
import type { Format } from '#features/account-transfer/format-rows.ts';
import { countAccounts } from '#features/accounts/store.ts';
import { command, type Outcome } from './command.ts';
import { type OperatorContext, withOperatorContext } from './open-operator-context.ts';
import { startProgress } from './progress.ts';
import { UsageError } from './refusals.ts';
import type { Terminal } from './terminal.ts';
import { writePrivateFile } from './write-private-file.ts';

export const accountsExport = command({
  about: `Writes all accounts as CSV, or as one JSON object on each line: everything that \`accounts import\` takes. Works while the service
runs; who is made, changed or removed meanwhile is told as before or as after. The audit log notes it.

Password hashes are left out unless asked for: whoever has them can guess at the passwords. In CSV a cell that a spreadsheet
would take for a formula begins with an apostrophe, which an import takes away again.`,
  operands: [],
  options: {
    format: { value: 'FORMAT', about: 'csv (if nothing is said) or jsonl' },
    output: { value: 'FILE', about: 'write there, readable by its owner only, instead of standard output' },
    'with-password-hashes': { about: 'with the hashes of the passwords' },
  },
  examples: [
    ['accounts export --output accounts.csv', 'everybody, for a spreadsheet'],
    ['accounts export --format jsonl --with-password-hashes --output all.jsonl', 'for another installation'],
  ],
  run: async ({ values, isJson }, terminal) => {
    const format = readFormat(values.format);
    const withHashes = values['with-password-hashes'] === true;
    if (isJson && values.output === undefined) throw new UsageError('--json needs --output.');
    if (withHashes)
      terminal.error('Password hashes are in it: keep it as you keep the database, and remove it after use.\n');
    return withOperatorContext((context) =>
      values.output === undefined
        ? exportToOutput(context, { format, withHashes, terminal })
        : exportToFile(context, values.output, { format, withHashes, terminal }),
    );
  },
});

type Manner = { format: Format; withHashes: boolean; terminal: Terminal };

function readFormat(given: string | undefined): Format {
  if (given === undefined || given === 'csv' || given === 'jsonl') return given ?? 'csv';
  throw new UsageError('--format must be csv or jsonl.');
}

async function exportToOutput(context: OperatorContext, manner: Manner): Promise<null> {
  await exportTo(context, manner, manner.terminal.write);
  return null;
}

async function exportToFile(context: OperatorContext, file: string, manner: Manner): Promise<Outcome> {
  const accounts = await writePrivateFile(file, (write) => exportTo(context, manner, write));
  return {
    text: `${accounts} accounts are in ${file}.`,
    json: { accounts, file, format: manner.format, password_hashes: manner.withHashes },
  };
}

async function exportTo(
  context: OperatorContext,
  { format, withHashes, terminal }: Manner,
  write: (text: string) => Promise<void>,
): Promise<number> {
  const total = terminal.isInteractive ? await countAccounts(context.database.read) : 0;
  const progress = await startProgress(terminal, { total, noun: 'accounts', isSilentElsewhere: true });
  try {
    return await exportAccounts(context, { format, withHashes }, write, progress.update);
  } finally {
    progress.stop();
  }
}
