/**
 * The table of `features/sessions/state-machine.md` once more, as plainly as it can be said and without a database: what is
 * searched, what is walked beside the real code, and what lives through four hours of a bad network.
 */

/** The row of one session. Instants count in whatever unit the world counts in; all of them by one clock. */
export type Row = {
  readonly generation: number;
  /** Whose key has made the tokens of this generation. */
  readonly key: number;
  /** When the generation was made. */
  readonly madeAt: number;
  /** When it was made, or last given again to a parent whose child had not proved itself. */
  readonly windowAt: number;
  readonly reissues: number;
  readonly provedAt: number | null;
  readonly absoluteAt: number;
  readonly isEnded: boolean;
};

/** A token is named by its generation and its key: with the seed of the session they make it, bit for bit. */
export type Answer = { generation: number; key: number } | { refused: 'session_ended' | 'invalid_refresh_token' };

/** What of the table a defect may get wrong: each line of it, as a question or as a change of the row. */
export type Rules = {
  hasTimedOut(row: Row, now: number): boolean;
  /** The current token is answered with itself: at most one rotation a window, and the first token rotates at once. */
  isKept(row: Row, now: number): boolean;
  /** Proof (b): the current token is shown in a window that a re-issue has opened. */
  isProvedByShowing(row: Row): boolean;
  /** Proof (a): an access token of the current generation, a grace old, is seen. */
  isProvedByAccess(row: Row, access: { generation: number; issuedAt: number }, now: number): boolean;
  isParentAnswered(row: Row, now: number): boolean;
  isOlderAnswered(row: Row, generation: number, now: number): boolean;
  rotate(row: Row, key: number, now: number): Row;
  /** The parent is answered while its child is unproved. */
  reissue(row: Row, now: number): Row;
  /** The key that an answer is minted with, on a node whose own is `key`. */
  mintingKey(row: Row, key: number): number;
  end(row: Row): Row;
  /** A token of a restored backup, ahead of its row. */
  meetFuture(row: Row): Row;
};

export const rulesOf = ({ grace, idle }: { grace: number; idle: number }): Rules => ({
  hasTimedOut: ({ absoluteAt, windowAt }, now) => absoluteAt <= now || windowAt + idle <= now,
  isKept: ({ generation, windowAt }, now) => generation > 1 && now <= windowAt + grace,
  isProvedByShowing: ({ reissues }) => reissues > 0,
  isProvedByAccess: ({ generation }, access, now) => access.generation === generation && access.issuedAt + grace <= now,
  isParentAnswered: ({ provedAt }, now) => provedAt === null || now <= provedAt + grace,
  isOlderAnswered: () => false,
  rotate: (row, key, now) => ({
    ...row,
    generation: row.generation + 1,
    key,
    madeAt: now,
    windowAt: now,
    reissues: 0,
    provedAt: null,
  }),
  reissue: (row, now) => ({ ...row, windowAt: now, reissues: row.reissues + 1 }),
  mintingKey: ({ key }) => key,
  end: (row) => ({ ...row, isEnded: true }),
  meetFuture: (row) => row,
});

export const newRow = (now: number, { key = 0, absolute = Number.POSITIVE_INFINITY } = {}): Row => ({
  generation: 1,
  key,
  madeAt: now,
  windowAt: now,
  reissues: 0,
  provedAt: null,
  absoluteAt: now + absolute,
  isEnded: false,
});

/** A refresh token of some generation is shown to a node that makes new tokens with `key`. */
export type Shown = { generation: number; key: number };

/** @returns the row after it, and what is answered */
export function present(rules: Rules, row: Row, shown: Shown, now: number): { row: Row; answer: Answer } {
  if (row.isEnded || rules.hasTimedOut(row, now)) return { row, answer: { refused: 'session_ended' } };
  const given = (after: Row) => ({
    row: after,
    answer: { generation: after.generation, key: rules.mintingKey(after, shown.key) },
  });
  const { generation } = shown;
  if (generation > row.generation) return { row: rules.meetFuture(row), answer: { refused: 'invalid_refresh_token' } };
  if (generation === row.generation) {
    if (!rules.isKept(row, now)) return given(rules.rotate(row, shown.key, now));
    return given(rules.isProvedByShowing(row) ? { ...row, provedAt: row.provedAt ?? now } : row);
  }
  const isAnswered =
    generation === row.generation - 1 ? rules.isParentAnswered(row, now) : rules.isOlderAnswered(row, generation, now);
  if (!isAnswered) return { row: rules.end(row), answer: { refused: 'session_ended' } };
  return given(row.provedAt === null ? rules.reissue(row, now) : row);
}

/** The service sees an access token. */
export const seeAccess = (
  rules: Rules,
  row: Row,
  access: { generation: number; issuedAt: number },
  now: number,
): Row =>
  !row.isEnded && row.provedAt === null && rules.isProvedByAccess(row, access, now) ? { ...row, provedAt: now } : row;

/** The password was changed in this session: another seed, and the chain begins anew. */
export const reseed = (rules: Rules, row: Row, key: number, now: number): Row | undefined =>
  row.isEnded || rules.hasTimedOut(row, now) ? undefined : { ...newRow(now, { key }), absoluteAt: row.absoluteAt };
