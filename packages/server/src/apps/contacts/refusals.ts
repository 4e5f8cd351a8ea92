import { ReferenceGone, UniqueViolation } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';

/** Unknown, and another account's: never told apart (I7). */
export const noSuchContact = (): Problem => new Problem('not_found', { detail: 'There is no such contact.' });

export const bookFull = (most: number): Problem =>
  new Problem('address_book_full', { detail: `This address book holds ${most} contacts, and no more.` });

export const changedMeanwhile = (): Problem =>
  new Problem('precondition_failed', { detail: 'The contact was changed since its ETag was read. Read it again.' });

/**
 * The unique constraint is the only judge of whether an address is free in a book: a look before the write would be out of
 * date under parallel requests (C03).
 *
 * @returns the problem to answer with; the error itself when it says something else
 */
export function refusalOf(error: unknown): unknown {
  if (error instanceof ReferenceGone) return new Problem('session_ended', { cause: error });
  if (!(error instanceof UniqueViolation) || !error.constraint.includes('email_canonical')) return error;
  const message = 'is the address of another contact in this address book';
  return new Problem('email_taken', {
    detail: `email ${message}`,
    errors: [{ field: 'email', code: 'taken', message }],
    cause: error,
  });
}
