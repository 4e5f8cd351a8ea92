import { importAccounts } from '#features/account-transfer/import-accounts.ts';
import type { ImportPlan } from '#features/account-transfer/import-plan.ts';
import { surveyFile } from '#features/account-transfer/read-file.ts';
import { rehearseImport } from '#features/account-transfer/rehearse-import.ts';
import { kindNames } from '#features/authenticators/passwords/hash-kinds/read-hash.ts';
import { newerVersion } from '#platform/database/newer-database.ts';
import { describeImport, explainStop } from './accounts-import/describe-import.ts';
import { importOptions, readPlan } from './accounts-import/read-plan.ts';
import { command, type Outcome } from './command.ts';
import { type OperatorContext, withOperatorContext } from './open-operator-context.ts';
import { startProgress } from './progress.ts';
import { readMigrations } from './read-migrations.ts';
import { CommandRefusedError } from './refusals.ts';
import type { Terminal } from './terminal.ts';

export const accountsImport = command({
  about: `Brings accounts in from a CSV file whose first line names the columns, or from a file with a JSON object on each line. Only an
e-mail address is required. Rows are read as strictly as a sign-up; those that are refused go with their reasons to a file of
their own, and the others come in. Nobody gets a mail. Works while the service runs.

Passwords come as hashes: ${kindNames.join(', ')}. The first sign-in replaces them by ours. Who has
none, resets it.

A run that was broken off is continued by the same line. Running a finished one again brings nothing twice: every row is
refused then. The exit code is 1 when rows were refused. Everything about columns and other systems: docs/guides/bring-your-users.md`,
  operands: ['FILE'],
  options: importOptions,
  examples: [
    ['accounts import users.csv --dry-run', 'see what would be refused'],
    ['accounts import users.csv', 'bring them in'],
    ['accounts import users.jsonl --keep-ids --verified all', 'with their ids, every address confirmed'],
    ['accounts import users.jsonl --map displayName=first_name --ignore-unknown', 'with other names of columns'],
  ],
  run: async ({ values, operands: [file = ''] }, terminal) => {
    const plan = await readPlan(file, values);
    try {
      const isRehearsal = values['dry-run'] === true;
      return await withOperatorContext((context) => run(context, plan, { isRehearsal, terminal }), {
        checkpoints: !isRehearsal,
        ...(isRehearsal && { migrations: null }),
      });
    } catch (error) {
      throw explainStop(error, plan);
    }
  },
});

type Manner = { isRehearsal: boolean; terminal: Terminal };

async function run(context: OperatorContext, plan: ImportPlan, { isRehearsal, terminal }: Manner): Promise<Outcome> {
  const startedAt = performance.now();
  if (isRehearsal) await refuseOldSchema(context);
  const survey = await surveyFile(plan.file, plan.form);
  const progress = await startProgress(terminal, { total: survey.rows, noun: 'rows' });
  try {
    const { counts, resumedAt } = isRehearsal
      ? { counts: await rehearseImport(context, plan, progress.update), resumedAt: 0 }
      : await importAccounts(context, plan, survey, progress.update);
    progress.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    return describeImport({
      counts,
      resumedAt,
      rows: survey.rows,
      isRehearsal,
      seconds,
      refusedFile: plan.refusedFile,
    });
  } finally {
    progress.stop();
  }
}

/** Bringing the schema up to date would be a change. */
async function refuseOldSchema(context: OperatorContext): Promise<void> {
  const { missing, unlivable } = await readMigrations(context);
  if (unlivable.length > 0) throw new CommandRefusedError('newer_database', newerVersion(unlivable));
  if (missing.length > 0)
    throw new CommandRefusedError('schema', 'The database lacks tables of this version: run `portress migrate` first.');
}
