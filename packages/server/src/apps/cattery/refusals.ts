import { ReferenceGone, UniqueViolation } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { entityTagOf, matchesStrongly } from '#platform/http/entity-tags.ts';

export const unknownCat = (): Problem => new Problem('not_found', { detail: 'There is no cat with this id.' });
export const unknownOwner = (): Problem => new Problem('not_found', { detail: 'There is no owner with this id.' });

/** The owner that a cat names. */
export const ownerNotFound = (cause?: unknown): Problem =>
  new Problem('owner_not_found', {
    detail: 'owner_id names an owner who is not there. Create the owner first, or choose another.',
    cause,
  });

/** The foreign key is the only judge: a look before the write would be out of date while an owner is deleted. */
export const ownerMissingProblem = (error: unknown): unknown =>
  error instanceof ReferenceGone ? ownerNotFound(error) : error;

export const ownerHasCatsProblem = (error: unknown): unknown =>
  error instanceof ReferenceGone
    ? new Problem('owner_has_cats', {
        detail: 'The owner still has cats. Give them another owner, or delete them first.',
        cause: error,
      })
    : error;

/** The unique index is the only judge of whether an address is free. */
export const takenEmailProblem = (error: unknown): unknown =>
  error instanceof UniqueViolation && error.constraint.includes('email_canonical')
    ? new Problem('email_taken', { detail: 'Another owner has this e-mail address.', cause: error })
    : error;

/** @throws Problem 412 where `If-Match` names another state than this one */
export function expectMatch(ifMatch: string | undefined, representation: object): void {
  if (ifMatch !== undefined && !matchesStrongly(ifMatch, entityTagOf(representation)))
    throw new Problem('precondition_failed', {
      detail: 'It was changed since its ETag was read. Read it again.',
    });
}
