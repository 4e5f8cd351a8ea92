import { UniqueViolation } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';

/**
 * The unique constraint is the only judge of whether a name is free: a look before the insert would be out of date under
 * parallel sign-ups (A9).
 *
 * @returns the problem to answer with; undefined when the error says something else
 */
export function takenNameProblem(error: unknown): Problem | undefined {
  if (!(error instanceof UniqueViolation)) return undefined;
  if (error.constraint.includes('email_canonical')) return new Problem('email_taken', { cause: error });
  if (error.constraint.includes('username_canonical')) return new Problem('username_taken', { cause: error });
  return undefined;
}
