import { setImmediate as nextTurn } from 'node:timers/promises';

export type SearchBounds = {
  /** So many matches are found and counted in one step; of more, the steps are bounded one by one. */
  few: number;
  /** Counting on would keep everybody waiting: SQLite answers between two requests, not beside them. */
  mostCounted: number;
  /** Up to here all matches are looked up and sorted; of more, the first of the list are near its beginning. */
  mostSorted: number;
  /** Rows that are looked at in one go while walking: some milliseconds. Others have their turn in between. */
  stretch: number;
  /** Of one request. Only a term that all stands far behind needs so many; the page is then short while there is more. */
  mostStretches: number;
};
export const usualBounds: SearchBounds = {
  few: 500,
  mostCounted: 10_000,
  mostSorted: 5000,
  stretch: 1000,
  mostStretches: 100,
};

/** Which part of a list is wanted: `limit` rows from behind `after`. */
export type Page<Position> = { after: Position | null; limit: number };
/** `next` is where the following page begins, null at the end. */
export type PageOfMatches<Row, Position> = { rows: Row[]; next: Position | null };

/** A list in some order, by its statements: each costs what its bound says, however many rows there are. */
export type Matches<Row, Position> = {
  /**
   * The first `most` that the index gives, sorted, of which the page is cut.
   *
   * @returns `found` is how many there are, up to `most`; unknown where the page is empty
   */
  find(most: number, page: Page<Position>): Promise<{ rows: Row[]; found: number | undefined }>;
  /** How many match, up to `most`. */
  count(most: number): Promise<number>;
  /**
   * Looks at the next `page.limit` rows of the list and picks those that match, `most` at most.
   *
   * @returns where the stretch ends, null at the end of the list
   */
  walk(most: number, page: Page<Position>): Promise<{ rows: Row[]; end: Position | null }>;
  positionOf(row: Row): Position;
};

/**
 * A page of what a search finds, in the order of its list. Few matches are sorted. Of many the next ones are often near, so one
 * stretch of the list is looked at; else they are sorted after all, or walked to in bounded stretches. What it costs depends on
 * the page and not on how many rows there are.
 *
 * @returns `total` counts up to `mostCounted`; where that is 0, nobody wants to know it
 */
export async function findPage<Row, Position>(
  matches: Matches<Row, Position>,
  page: Page<Position>,
  bounds: SearchBounds = usualBounds,
): Promise<PageOfMatches<Row, Position> & { total: number }> {
  const next = { after: page.after, limit: page.limit + 1 };
  const few = await matches.find(bounds.few + 1, next);
  if (few.found !== undefined && few.found <= bounds.few)
    return { ...cutPage(matches, page, few.rows), total: few.found };
  if (few.rows.length === 0 && page.after === null) return { rows: [], next: null, total: 0 };
  await nextTurn();

  const near = await walkPage(matches, page, { ...bounds, mostStretches: 1 });
  const isWhole = near.rows.length === page.limit || near.next === null;
  if (isWhole && bounds.mostCounted === 0) return { ...near, total: 0 };
  await nextTurn();
  const total = await matches.count(Math.max(bounds.mostCounted, bounds.mostSorted) + 1);
  await nextTurn();
  return {
    ...(isWhole ? near : await findFar(matches, page, total, bounds)),
    total: Math.min(total, bounds.mostCounted),
  };
}

async function findFar<Row, Position>(
  matches: Matches<Row, Position>,
  page: Page<Position>,
  total: number,
  bounds: SearchBounds,
): Promise<PageOfMatches<Row, Position>> {
  if (total > bounds.mostSorted) return walkPage(matches, page, bounds);
  const sorted = await matches.find(bounds.mostSorted, { after: page.after, limit: page.limit + 1 });
  return cutPage(matches, page, sorted.rows);
}

/** A page of what matches, along the list: for what most rows are, or an index does not know. */
export async function walkPage<Row, Position>(
  matches: Pick<Matches<Row, Position>, 'walk' | 'positionOf'>,
  page: Page<Position>,
  { stretch, mostStretches }: SearchBounds = usualBounds,
): Promise<PageOfMatches<Row, Position>> {
  const rows: Row[] = [];
  let { after } = page;
  for (let stretches = 0; stretches < mostStretches; stretches += 1) {
    const walked = await matches.walk(page.limit + 1 - rows.length, { after, limit: stretch });
    rows.push(...walked.rows);
    if (rows.length > page.limit || walked.end === null) return cutPage(matches, page, rows);
    after = walked.end;
    await nextTurn();
  }
  return { rows, next: after };
}

/** @param rows one more than the page was asked for: it says whether there is a next page */
export function cutPage<Row, Position>(
  { positionOf }: Pick<Matches<Row, Position>, 'positionOf'>,
  { limit }: Page<Position>,
  rows: Row[],
): PageOfMatches<Row, Position> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? positionOf(last) : null };
}
