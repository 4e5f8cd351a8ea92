import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { type ColumnNames, parseColumnNames } from '#features/account-transfer/columns.ts';
import type { ImportPlan } from '#features/account-transfer/import-plan.ts';
import { parseFirebaseConfig } from '#features/account-transfer/parse-firebase-config.ts';
import { sniffDelimiter } from '#features/account-transfer/read-file.ts';
import type { Given } from '../command.ts';
import { CommandRefusedError, UsageError } from '../refusals.ts';

export const importOptions = {
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
type Values = Given<typeof importOptions>['values'];

/** @throws UsageError, CommandRefusedError */
export async function readPlan(file: string, values: Values): Promise<ImportPlan> {
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
