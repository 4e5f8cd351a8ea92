import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { type ColumnNames, parseColumnNames } from '#features/account-transfer/columns.ts';
import type { Counts } from '#features/account-transfer/counts.ts';
import { UnreadableFile } from '#features/account-transfer/file-row.ts';
import { ImportMoved, type ImportPlan, importAccounts } from '#features/account-transfer/import-accounts.ts';
import { parseFirebaseConfig } from '#features/account-transfer/parse-firebase-config.ts';
import { sniffDelimiter, surveyFile } from '#features/account-transfer/read-file.ts';
import { rehearseImport } from '#features/account-transfer/rehearse-import.ts';
import { kindNames } from '#features/authenticators/passwords/hash-kinds/read-hash.ts';
import { command, type Given, type Outcome } from './command.ts';
import { withOperatorContext } from './open-operator-context.ts';
import { startProgress } from './progress.ts';
import { newerVersion, readMigrations } from './read-migrations.ts';
import { CommandRefusedError, UsageError } from './refusals.ts';
import type { Terminal } from './terminal.ts';

const options = {
  format: { value: 'FORMAT', about: 'csv or jsonl; otherwise by the name of the file' },
  delimiter: { value: 'SIGN', about: 'what stands between cells of CSV; otherwise , ; tab or | by the first line' },
  map: { value: 'NAMES', about: 'names of columns: THEIRS=OURS, several with commas' },
  'ignore-unknown': { about: 'pass over columns that mean nothing here' },
  'keep-ids': { about: 'keep the ids of the file instead of making new ones' },
  verified: { value: 'WHICH', about: 'all or none: whose address counts as confirmed, whatever the file says' },
  'allow-admins': { about: 'take rows with the role admin' },
  'firebase-hash-config': { value: 'FILE', about: 'the password hash parameters of a Firebase project' },
  refused: { value: 'FILE', about: 'where refused rows go; otherwise beside the file, FILE.refused.jsonl' },
  'dry-run': { about: 'change nothing, but say what would be refused' },
  restart: { about: 'begin at the first row, where an earlier run was broken off' },
} as const;
type Values = Given<typeof options>['values'];

export const accountsImport = command({
  about: `Brings accounts in from a CSV file whose first line names the columns, or from a file with a JSON object on each line. Only an
e-mail address is required. Rows are read as strictly as a sign-up; those that are refused go with their reasons to a file of
their own, and the others come in. Nobody gets a mail. Works while the service runs.

Passwords come as hashes: ${kindNames.join(', ')}. The first sign-in replaces them by ours. Who has
none, resets it.

A run that was broken off is continued by the same line. Running a finished one again brings nothing twice: every row is
refused then. The exit code is 1 when rows were refused. Everything about columns and other systems: docs/guides/bring-your-users.md`,
  operands: ['FILE'],
  options,
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
      throw explain(error, plan);
    }
  },
});

type Context = Parameters<Parameters<typeof withOperatorContext>[0]>[0];
type Manner = { isRehearsal: boolean; terminal: Terminal };

async function run(context: Context, plan: ImportPlan, { isRehearsal, terminal }: Manner): Promise<Outcome> {
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
    return toOutcome({ counts, resumedAt, rows: survey.rows, isRehearsal, seconds, refusedFile: plan.refusedFile });
  } finally {
    progress.stop();
  }
}

/** Bringing the schema up to date would be a change. */
async function refuseOldSchema(context: Context): Promise<void> {
  const { missing, unknown } = await readMigrations(context);
  if (unknown.length > 0) throw new CommandRefusedError('newer_database', newerVersion(unknown));
  if (missing.length > 0)
    throw new CommandRefusedError('schema', 'The database lacks tables of this version: run `portress migrate` first.');
}

async function readPlan(file: string, values: Values): Promise<ImportPlan> {
  const refusedFile = resolve(values.refused ?? `${file}.refused.jsonl`);
  // It is read twice, and again where it was broken off.
  if (!statSync(file).isFile()) throw new CommandRefusedError('file', `${file} is not a regular file.`);
  if (isSameFile(file, refusedFile)) throw new UsageError('--refused names the file itself.');
  const format = readFormat(file, values.format);
  return {
    file,
    refusedFile,
    startsAnew: values.restart === true,
    form: {
      format,
      delimiter: format === 'csv' ? await readDelimiter(file, values.delimiter) : '',
      columnNames: readColumnNames(values.map),
      ignoresUnknown: values['ignore-unknown'] === true,
    },
    rules: {
      keepsIds: values['keep-ids'] === true,
      allowsAdmins: values['allow-admins'] === true,
      verified: readVerified(values.verified),
      firebase: readFirebase(values['firebase-hash-config']),
    },
  };
}

function isSameFile(file: string, other: string): boolean {
  const [one, two] = [statSync(file), statSync(other, { throwIfNoEntry: false })];
  return two !== undefined && one.dev === two.dev && one.ino === two.ino;
}

const formatsByName: Readonly<Record<string, 'csv' | 'jsonl'>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};

function readFormat(file: string, given: string | undefined): 'csv' | 'jsonl' {
  const format = given ?? formatsByName[extname(file).toLowerCase()];
  if (format === 'csv' || format === 'jsonl') return format;
  throw new UsageError(given === undefined ? '--format is missing: csv or jsonl.' : '--format must be csv or jsonl.');
}

async function readDelimiter(file: string, given: string | undefined): Promise<string> {
  if (given === undefined) return sniffDelimiter(file);
  const delimiter = given === 'tab' || given === '\\t' ? '\t' : given;
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new UsageError('--delimiter must be one sign, or tab.');
  return delimiter;
}

function readColumnNames(given: string | undefined): ColumnNames {
  try {
    return given === undefined ? new Map() : parseColumnNames(given);
  } catch (error) {
    throw new UsageError(`--map: ${(error as Error).message}.`);
  }
}

function readVerified(given: string | undefined): 'all' | 'none' | null {
  if (given === undefined || given === 'all' || given === 'none') return given ?? null;
  throw new UsageError('--verified must be all or none.');
}

/** From a file, because the signer key is a secret, and other people of this machine can read command lines. */
function readFirebase(file: string | undefined) {
  if (file === undefined) return null;
  const project = parseFirebaseConfig(readFileSync(file, 'utf8'));
  if (project !== undefined) return project;
  throw new CommandRefusedError(
    'firebase_hash_config',
    `${file} does not have base64_signer_key, base64_salt_separator, rounds and mem_cost, as the Firebase console shows them (Authentication, Users, Password hash parameters).`,
  );
}

function explain(error: unknown, plan: ImportPlan): unknown {
  if (error instanceof UnreadableFile)
    return new CommandRefusedError('unreadable_file', `${error.message} Nothing was brought in.`);
  if (error instanceof ImportMoved)
    return new CommandRefusedError(
      'import_under_way',
      'Another run of this import is under way. Nothing is lost by it.',
    );
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error;
  if (isGone && error.path === plan.refusedFile)
    return new CommandRefusedError(
      'refused_file_gone',
      `An earlier run was broken off, and the rows that it refused are no longer in ${plan.refusedFile}. Put the file back, name it by --refused, or begin anew by --restart.`,
    );
  return error;
}

type Done = {
  counts: Counts;
  resumedAt: number;
  rows: number;
  isRehearsal: boolean;
  seconds: number;
  refusedFile: string;
};

function toOutcome(done: Done): Outcome {
  const { counts, resumedAt, rows, isRehearsal, refusedFile } = done;
  return {
    text: describe(done),
    json: {
      dry_run: isRehearsal,
      rows,
      resumed_at: resumedAt,
      brought_in: counts.broughtIn,
      without_password: counts.withoutPassword,
      unverified: counts.unverified,
      refused: counts.refused,
      reasons: counts.reasons,
      refused_file: counts.refused > 0 ? refusedFile : null,
    },
    exitCode: counts.refused > 0 ? 1 : 0,
  };
}

function describe({ counts, resumedAt, rows, isRehearsal, seconds, refusedFile }: Done): string {
  const reasons = Object.entries(counts.reasons).toSorted(([, one], [, other]) => other - one);
  const lines = [
    isRehearsal
      ? `${counts.broughtIn} of ${rows} accounts would come in (${seconds.toFixed(1)} s). Nothing was changed.`
      : `${counts.broughtIn} of ${rows} accounts are in (${seconds.toFixed(1)} s).`,
    resumedAt > 0 && `An earlier run was broken off after ${resumedAt} rows; this one has gone on from there.`,
    counts.withoutPassword > 0 && `Without a password, which they have to reset first: ${counts.withoutPassword}.`,
    counts.unverified > 0 && `With an address that is not confirmed: ${counts.unverified}.`,
    counts.refused > 0 && `Refused: ${counts.refused}, with their reasons in ${refusedFile}:`,
    ...reasons.map(([reason, count]) => `  ${count}  ${reason}`),
  ];
  return lines.filter((line) => typeof line === 'string').join('\n');
}
