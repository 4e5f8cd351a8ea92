import type { Counts } from '#features/account-transfer/counts.ts';
import { UnreadableFile } from '#features/account-transfer/file-row.ts';
import type { ImportPlan } from '#features/account-transfer/import-plan.ts';
import { ImportMoved } from '#features/account-transfer/import-progress.ts';
import type { Outcome } from '../command.ts';
import { CommandRefusedError } from '../refusals.ts';

type Done = {
  counts: Counts;
  resumedAt: number;
  rows: number;
  isRehearsal: boolean;
  seconds: number;
  refusedFile: string;
};

export function describeImport(done: Done): Outcome {
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

/** What stopped it, in the words of an operator; anything else as it is. */
export function explainStop(error: unknown, { refusedFile }: ImportPlan): unknown {
  if (error instanceof UnreadableFile)
    return new CommandRefusedError('unreadable_file', `${error.message} Nothing was brought in.`);
  if (error instanceof ImportMoved)
    return new CommandRefusedError(
      'import_under_way',
      'Another run of this import is under way. Nothing is lost by it.',
    );
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error;
  if (isGone && error.path === refusedFile)
    return new CommandRefusedError(
      'refused_file_gone',
      `An earlier run was broken off, and the rows that it refused are no longer in ${refusedFile}. Put the file back, name it by --refused, or begin anew by --restart.`,
    );
  return error;
}
