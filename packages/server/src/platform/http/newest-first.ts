import type { Secrets } from '#platform/crypto/secrets.ts';
import { openCursor, sealCursor } from './cursor.ts';

/** Where the page before ended; null for the first one. */
export type Before = { createdAt: number; id: string } | null;
type Line = { created_at: number; id: string };

/**
 * A page of a list whose newest lines come first, and the cursor of the next one, which is good for the same reader and
 * filter only (I13).
 *
 * @param scope who reads which list by which filter
 * @param list gives lines from behind `before`; it is asked for one more than the page has, which tells whether there are more
 * @throws Problem 400 `invalid_cursor`
 */
export async function pageNewestFirst<T extends Line>(
  { secrets }: { secrets: Secrets },
  scope: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  list: (page: { before: Before; limit: number }) => Promise<T[]>,
): Promise<{ lines: T[]; nextCursor: string | null }> {
  const position = cursor === undefined ? null : openCursor(secrets, scope, cursor);
  const before = position && { createdAt: Number(position[0]), id: String(position[1]) };
  const found = await list({ before, limit: limit + 1 });
  const lines = found.slice(0, limit);
  const last = found.length > lines.length ? lines.at(-1) : undefined;
  return { lines, nextCursor: last === undefined ? null : sealCursor(secrets, scope, [last.created_at, last.id]) };
}
