import { SealBroken } from '#platform/crypto/secrets.ts';
import { DatabaseUnavailable } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { ConfigError } from '#server/config.ts';
import { CommandRefusedError } from './command.ts';

/** What went wrong in the words of an operator; a stack only for what nobody foresaw. */
export function explainFailure(error: unknown): { code: string; message: string } {
  if (error instanceof CommandRefusedError) return { code: error.code, message: error.message };
  if (error instanceof ConfigError) return { code: 'settings', message: error.message };
  if (error instanceof Problem) return { code: error.code, message: sentenceOf(error) };
  if (error instanceof SealBroken)
    return {
      code: 'secret_key',
      message: 'SECRET_KEY is not the one this database was sealed with: see `portress doctor`.',
    };
  if (error instanceof DatabaseUnavailable)
    return {
      code: 'database',
      message: `The database is not available: ${messageOf(error.cause)}. \`portress doctor\` says more.`,
    };
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return {
      code: 'address_in_use',
      message: `${error.message}: is the service running already? PORT names another port.`,
    };
  if (error instanceof Error && error.message.startsWith('corrupted migrations'))
    return {
      code: 'newer_database',
      message: 'Database and version do not fit together: `portress migrate status` says how.',
    };
  if (error instanceof Error && 'syscall' in error && 'path' in error)
    return { code: 'file', message: `${error.message}. \`portress doctor\` says more.` };
  return { code: 'fault', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Each field with what would be right, or the detail that is written for whoever asked. */
function sentenceOf(problem: Problem): string {
  const { errors } = problem.details;
  if (errors === undefined || errors.length === 0) return problem.message.replace(/(?<![.!?])$/, '.');
  return errors.map(({ field, message }) => `The ${field.replace('email', 'e-mail address')} ${message}.`).join('\n');
}

/** PostgreSQL's client reports several tries at once as an error without a message. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
