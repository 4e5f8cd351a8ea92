import type { Secrets } from '#platform/crypto/secrets.ts';
import { openCursor, sealCursor } from '#platform/http/cursor.ts';

/** How a list is read: its rows from behind a position, and the position of each. */
export type Listing<T, P> = {
  list(after: P | null, limit: number): Promise<T[]>;
  /** As texts, in the order of the sort. */
  positionOf(row: T): string[];
  toPosition(texts: string[]): P;
};

/**
 * A page of a list and the cursor of the next one, which is good for the same reader and filter only (I13). It says where the
 * page ended and not which row that was: the row may be gone by then.
 *
 * @param scope who reads which list by which filter
 * @throws Problem 400 `invalid_cursor`
 */
export async function readPage<T, P>(
  { secrets }: { secrets: Secrets },
  scope: readonly (string | null)[],
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  { list, positionOf, toPosition }: Listing<T, P>,
): Promise<{ rows: T[]; nextCursor: string | null }> {
  const sealedTo = JSON.stringify(scope);
  const after = cursor === undefined ? null : toPosition(openCursor(secrets, sealedTo, cursor).map(String));
  // One more than the page has tells whether there are more.
  const found = await list(after, limit + 1);
  const rows = found.slice(0, limit);
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  return { rows, nextCursor: last === undefined ? null : sealCursor(secrets, sealedTo, positionOf(last)) };
}
