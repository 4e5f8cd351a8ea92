import { SealBroken, type Secrets } from '#platform/crypto/secrets.ts';
import { Problem } from '#platform/errors.ts';

type Position = readonly (string | number)[];

/**
 * Where the next page of a list begins, sealed: nobody can read or forge it, and `scope` (account, path, filter, sort)
 * must be the same when it comes back.
 */
export const sealCursor = (secrets: Secrets, scope: string, position: Position): string =>
  secrets.seal('cursors', JSON.stringify(position), scope).toString('base64url');

/** @throws Problem 400 `invalid_cursor` for a forged one, or one of another list or account */
export function openCursor(secrets: Secrets, scope: string, cursor: string): Position {
  const sealed = Buffer.from(cursor, 'base64url');
  try {
    if (sealed.toString('base64url') !== cursor) throw new SealBroken();
    return JSON.parse(secrets.open('cursors', sealed, scope).toString()) as Position;
  } catch (error) {
    if (error instanceof SealBroken)
      throw new Problem('invalid_cursor', { detail: 'Begin the list again without a cursor.' });
    throw error;
  }
}
