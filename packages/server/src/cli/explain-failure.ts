import { NoBackup } from '#features/backups/manifest.ts';
import { PlaceInUse, PlaceTaken } from '#features/backups/place-refusals.ts';
import { SealBroken } from '#platform/crypto/secrets.ts';
import { CopyDamaged, CopyNotWritten } from '#platform/database/copy-sqlite.ts';
import { CopyDiffers } from '#platform/database/copying/copy-tables.ts';
import { CopyRefused } from '#platform/database/copying/shared-tables.ts';
import { DatabaseDamaged, DatabaseUnavailable } from '#platform/database/database.ts';
import { MigrationBlocked, NewerDatabase } from '#platform/database/newer-database.ts';
import { DataElsewhere } from '#platform/database/whereabouts.ts';
import { Problem } from '#platform/errors.ts';
import { messageOf } from '#platform/message-of.ts';
import { ConfigError } from '#server/config.ts';
import { WorkersFailed } from '#server/processes/workers-failed.ts';
import { PromotionBroken, PromotionRefused } from '#server/promotion/refusal.ts';
import { CommandRefusedError } from './refusals.ts';

export type Explanation = { code: string; message: string };

/** What went wrong in the words of an operator; a stack only for what nobody foresaw. */
export function explainFailure(error: unknown): Explanation {
  for (const one of withCauses(error)) {
    const explanation = explainRefusal(one) ?? explainBackup(one) ?? explainDatabase(one) ?? explainSystem(one);
    if (explanation !== undefined) return explanation;
  }
  return { code: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The error, what caused it, and so on. */
function withCauses(error: unknown): Error[] {
  return error instanceof Error ? [error, ...withCauses(error.cause)] : [];
}

function explainRefusal(error: Error): Explanation | undefined {
  if (error instanceof CommandRefusedError) return { code: error.code, message: error.message };
  if (error instanceof PromotionRefused) return { code: 'promotion_refused', message: error.message };
  if (error instanceof PromotionBroken) return { code: 'promotion_broken', message: error.message };
  if (error instanceof CopyRefused || error instanceof CopyDiffers)
    return { code: 'copy', message: `${error.message}\nNothing was changed.` };
  if (error instanceof ConfigError) return { code: 'settings', message: error.message };
  if (error instanceof WorkersFailed) return { code: 'workers', message: error.message };
  if (error instanceof Problem) return { code: error.code, message: sentenceOf(error) };
  if (error instanceof SealBroken)
    return { code: 'secret_key', message: 'SECRET_KEY is not the one of this database: `portress doctor` says more.' };
  return undefined;
}

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

function explainBackup(error: Error): Explanation | undefined {
  if (error instanceof NoBackup) return { code: 'no_backup', message: sentence(error.message) };
  if (error instanceof PlaceInUse) return { code: 'in_use', message: error.message };
  if (error instanceof PlaceTaken)
    return { code: 'occupied', message: `${error.message} With --replace it is kept aside, and replaced.` };
  if (error instanceof CopyNotWritten)
    return { code: 'copy', message: `${sentence(error.message)} Make room, and try again.` };
  if (error instanceof CopyDamaged) return { code: 'copy', message: sentence(error.message) };
  return undefined;
}

const sentence = (text: string): string => (text.charAt(0).toUpperCase() + text.slice(1)).replace(/(?<![.!?])$/, '.');

function explainDatabase(error: Error): Explanation | undefined {
  if (error instanceof DatabaseDamaged)
    return {
      code: 'database_damaged',
      message: `${sentence(error.message)} It says: ${messageOf(error.cause)}. \`portress doctor\` says more.`,
    };
  const isAway = error instanceof DatabaseUnavailable || connectionCodes.has(codeOf(error));
  // PostgreSQL's own refusals (password, name of the database) carry a severity.
  if (isAway || 'severity' in error) {
    const reason = messageOf(error instanceof DatabaseUnavailable ? error.cause : error);
    return { code: 'database', message: `The database is not available: ${reason}. \`portress doctor\` says more.` };
  }
  if (error instanceof NewerDatabase) return { code: 'newer_database', message: error.message };
  if (error instanceof DataElsewhere) return { code: error.code, message: error.message };
  if (error instanceof MigrationBlocked) return { code: 'migration_blocked', message: error.message };
  if (error.message.startsWith('corrupted migrations'))
    return {
      code: 'newer_database',
      message: 'Database and version do not fit together: `portress migrate status` says how.',
    };
  return undefined;
}

function explainSystem(error: Error): Explanation | undefined {
  if (codeOf(error) === 'EADDRINUSE')
    return {
      code: 'address_in_use',
      message: `${error.message}: is the service running already? PORT names another port.`,
    };
  if (codeOf(error) === 'ENOSPC') return { code: 'disk_full', message: `${error.message}. Make room, and try again.` };
  if (codeOf(error) === 'EPIPE') return { code: 'output', message: 'Nobody reads the output any more.' };
  if ('syscall' in error && 'path' in error)
    return { code: 'file', message: `${error.message}. \`portress doctor\` says more.` };
  return undefined;
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

/** Each field with what would be right, or the detail that is written for whoever asked. */
function sentenceOf(problem: Problem): string {
  const { errors } = problem.details;
  if (errors === undefined || errors.length === 0) return problem.message.replace(/(?<![.!?])$/, '.');
  return errors.map(({ field, message }) => `The ${field.replace('email', 'e-mail address')} ${message}.`).join('\n');
}
