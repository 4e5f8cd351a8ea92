import type { Executor } from '#platform/database/database.ts';
import { type Statement, statement } from '#platform/database/statement.ts';
import type { Account, Role } from './store.ts';

export type AccountSort = 'created_at' | 'updated_at' | 'email' | 'username';
export type AccountOrder = 'asc' | 'desc';
export type AccountStatus = Account['status'];
export type AccountFilter = { role: Role | null; status: AccountStatus | null };
/** Where a list stands: the sort's value of an account, and its id. */
export type AccountPosition = { at: string | number; id: string };
export type ListedAccount = Account & { position: string | number };
export type AccountList = { filter: AccountFilter; sort: AccountSort; order: AccountOrder };
type Page = { after: AccountPosition | null; limit: number };

export const roles: readonly Role[] = ['user', 'moderator', 'admin'];
export const statuses: readonly AccountStatus[] = ['active', 'suspended'];

/** Accounts without a username stand before all that have one. */
const sortedBy: Readonly<Record<AccountSort, string>> = {
  created_at: 'accounts.created_at',
  updated_at: 'accounts.updated_at',
  email: 'accounts.email_canonical',
  username: "COALESCE(accounts.username_canonical, '')",
};
const isText: Readonly<Record<AccountSort, boolean>> = {
  created_at: false,
  updated_at: false,
  email: true,
  username: true,
};
/** Behind everything that may stand in a field. */
const last = { text: '\u{10ffff}', number: Number.MAX_SAFE_INTEGER };

/** Before the first account of a list. */
function beginningOf({ sort, order }: AccountList): AccountPosition {
  if (order === 'asc') return { at: isText[sort] ? '' : 0, id: '' };
  return { at: isText[sort] ? last.text : last.number, id: last.text };
}

/**
 * The accounts behind a position, each group of one role and state as a range of its own index, of which no more is read than
 * the page needs: nothing is skipped and only what was read is sorted, however many accounts there are. Ties of the username
 * are a range for themselves, because one that is computed can't be compared together with the id by an index.
 */
function rangesOf({ filter, sort, order }: AccountList, columns: string): string {
  const compare = order === 'asc' ? '>' : '<';
  const groups = roles
    .filter((role) => filter.role === null || filter.role === role)
    .flatMap((role) =>
      statuses
        .filter((status) => filter.status === null || filter.status === status)
        .map((status) => `accounts.role = '${role}' AND accounts.status = '${status}'`),
    );
  const by = sortedBy[sort];
  const range = (where: string, sorted: string): string =>
    `SELECT * FROM (SELECT ${columns}, ${by} AS position FROM accounts WHERE ${where}
       ORDER BY ${sorted} LIMIT CAST(:limit AS bigint)) AS first`;
  const sorted = `${by} ${order}, accounts.id ${order}`;
  const ranges = groups.flatMap((group) =>
    sort === 'username'
      ? [
          range(`${group} AND ${by} ${compare} :at`, sorted),
          range(`${group} AND ${by} = :at AND accounts.id ${compare} :id`, `accounts.id ${order}`),
        ]
      : [range(`${group} AND (${by}, accounts.id) ${compare} (:at, :id)`, sorted)],
  );
  return `(${ranges.join('\n UNION ALL ')}) AS listed`;
}

type At = { at: string | number; id: string; limit: number };
/** `role_mark` and `status_mark` have to stand in the text as well; empty ones stand in every text. */
type Search = { term: string; trigrams: string; role_mark: string; status_mark: string };

/** One text for each sort, order and filter, written when it is first asked for. */
function oncePerList<P extends At, R>(name: string, write: (list: AccountList) => string) {
  const known = new Map<string, Statement<P, R>>();
  return (list: AccountList): Statement<P, R> => {
    const { filter, sort, order } = list;
    const key = `${name}_${sort}_${order}_${filter.role ?? 'any'}_${filter.status ?? 'any'}`;
    const found = known.get(key) ?? statement<P, R>(`accounts.${key}`, write(list));
    known.set(key, found);
    return found;
  };
}

const pageOf = oncePerList<At, ListedAccount>(
  'list',
  (list) => `SELECT * FROM ${rangesOf(list, 'accounts.*')}
    ORDER BY position ${list.order}, id ${list.order} LIMIT CAST(:limit AS bigint)`,
);
const matches =
  '{found.text contains :term} AND {found.text contains :role_mark} AND {found.text contains :status_mark}';
/** All matches are looked up to be sorted, so they are counted in passing. */
const found = oncePerList<At & Search & { most: number }, ListedAccount & { found: number }>(
  'find',
  ({ sort, order }) => {
    const compare = order === 'asc' ? '>' : '<';
    return `SELECT * FROM
      (SELECT accounts.*, ${sortedBy[sort]} AS position, COUNT(*) OVER () AS found
       FROM (SELECT found.account_id FROM {account_search with :trigrams} AS found
             WHERE ${matches} LIMIT CAST(:most AS bigint)) AS few
         CROSS JOIN accounts
       WHERE accounts.id = few.account_id) AS matched
    WHERE (position, id) ${compare} (:at, :id)
    ORDER BY position ${order}, id ${order} LIMIT CAST(:limit AS bigint)`;
  },
);
const stretchMatches = oncePerList<At & { term: string; matches: number }, ListedAccount>(
  'walk',
  (list) => `SELECT accounts.*, walked.position
    FROM (SELECT id, position FROM ${rangesOf(list, 'accounts.id')}
          ORDER BY position ${list.order}, id ${list.order} LIMIT CAST(:limit AS bigint)) AS walked
      CROSS JOIN account_search CROSS JOIN accounts
    WHERE account_search.account_id = walked.id AND accounts.id = walked.id AND {account_search.text contains :term}
    ORDER BY walked.position ${list.order}, walked.id ${list.order} LIMIT CAST(:matches AS bigint)`,
);
const stretchEnd = oncePerList<At, { id: string; position: string | number }>(
  'walk_end',
  (list) => `SELECT id, position FROM ${rangesOf(list, 'accounts.id')}
    ORDER BY position ${list.order}, id ${list.order} LIMIT 1 OFFSET CAST(:limit AS bigint) - 1`,
);
const countFound = statement<Search & { most: number }, { found: number }>(
  'accounts.count_found',
  `SELECT COUNT(*) AS found FROM
     (SELECT found.account_id FROM {account_search with :trigrams} AS found
      WHERE ${matches} LIMIT CAST(:most AS bigint)) AS counted`,
);
const counts = statement<Record<never, never>, { role: Role; status: AccountStatus; accounts: number }>(
  'accounts.counts',
  'SELECT role, status, CAST(SUM(accounts) AS bigint) AS accounts FROM account_counts GROUP BY role, status',
);

const parametersOf = (list: AccountList, { after, limit }: Page) => ({ ...(after ?? beginningOf(list)), limit });

/** Accounts in the order of the list, from behind `after`. */
export const listAccountRows = (executor: Executor, list: AccountList, page: Page): Promise<ListedAccount[]> =>
  executor.all(pageOf(list), parametersOf(list, page));

/**
 * The first `most` that match, sorted.
 *
 * @returns `found` is how many there are, up to `most`; unknown where the page is empty
 */
export async function findAccountRows(
  executor: Executor,
  list: AccountList,
  search: Search & { most: number },
  page: Page,
): Promise<{ accounts: ListedAccount[]; found: number | undefined }> {
  const accounts = await executor.all(found(list), { ...parametersOf(list, page), ...search });
  return { accounts, found: accounts[0]?.found };
}

/**
 * Looks at the next accounts of the list and picks those whose text has the term: for searches with many matches.
 *
 * @param page `limit` accounts are looked at
 * @returns where the stretch ends, null at the end of the list; at most `matches` accounts
 */
export async function walkAccountRows(
  executor: Executor,
  list: AccountList,
  search: { term: string; matches: number },
  page: Page,
): Promise<{ accounts: ListedAccount[]; end: AccountPosition | null }> {
  const parameters = parametersOf(list, page);
  const accounts = await executor.all(stretchMatches(list), { ...parameters, ...search });
  const end = await executor.first(stretchEnd(list), parameters);
  return { accounts, end: end === undefined ? null : { at: end.position, id: end.id } };
}

/** Counts matches, up to `most` of them. */
export const countFoundAccounts = async (executor: Executor, search: Search, most: number): Promise<number> =>
  (await executor.first(countFound, { ...search, most }))?.found ?? 0;

/** How many accounts there are of each role and state, by the counts that the database keeps. */
export const countAccounts = (executor: Executor): Promise<{ role: Role; status: AccountStatus; accounts: number }[]> =>
  executor.all(counts, {});
