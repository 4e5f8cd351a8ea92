import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Executor } from '#platform/database/database.ts';
import { searchFor, separators } from '#platform/database/search-text.ts';
import {
  type AccountFilter,
  type AccountList,
  type AccountPosition,
  countAccounts,
  countFoundAccounts,
  findAccountRows,
  type ListedAccount,
  listAccountRows,
  walkAccountRows,
} from './list-store.ts';
import { type Account, findAccount } from './store.ts';

export type AccountQuery = AccountList & { text: string | null; after: AccountPosition | null; limit: number };
/** `next` is where the following page begins, null at the end. `total` counts matches of a search up to 10,000. */
export type AccountPage = { accounts: Account[]; next: AccountPosition | null; total: number };

export type SearchBounds = {
  /** So many matches are found and counted in one step; of more, the steps are bounded one by one. */
  few: number;
  /** Counting on would keep everybody waiting: SQLite answers between two requests, not beside them. */
  mostCounted: number;
  /** Up to here all matches are looked up and sorted; of more, the first of the list are near its beginning. */
  mostSorted: number;
  /** Accounts that are looked at in one go while walking: some milliseconds. Others have their turn in between. */
  stretch: number;
  /** Of one request. Only a term that all stands far behind needs so many; the page is then short while there is more. */
  mostStretches: number;
};
const usualBounds: SearchBounds = {
  few: 500,
  mostCounted: 10_000,
  mostSorted: 5000,
  stretch: 1000,
  mostStretches: 100,
};

/**
 * Accounts by filter, sort and search: any part of e-mail, username and names, or the exact id. What it costs depends on the
 * page and not on how many accounts there are.
 */
export async function listAccounts(
  read: Executor,
  query: AccountQuery,
  bounds: SearchBounds = usualBounds,
): Promise<AccountPage> {
  if (query.text === null) return listAll(read, query);
  const named = await findAccount(read, query.text.trim());
  if (named !== undefined && fits(named, query.filter)) return { accounts: [named], next: null, total: 1 };
  const filter = marksOf(query.filter, await countAccounts(read));
  const found = searchFor(query.text, filter.rare);
  if (found === undefined) return listAll(read, query);
  const search = { ...found, ...filter.marks };

  const next = { after: query.after, limit: query.limit + 1 };
  const few = await findAccountRows(read, query, { ...search, most: bounds.few + 1 }, next);
  if (few.found !== undefined && few.found <= bounds.few) return { ...cut(query, few.accounts), total: few.found };
  if (few.accounts.length === 0 && query.after === null) return { accounts: [], next: null, total: 0 };
  await nextTurn();

  const total = await countFoundAccounts(read, search, bounds.mostCounted + 1);
  await nextTurn();
  const page =
    total <= bounds.mostSorted
      ? cut(query, (await findAccountRows(read, query, { ...search, most: bounds.mostSorted }, next)).accounts)
      : await walk(read, query, search.term, bounds);
  return { ...page, total: Math.min(total, bounds.mostCounted) };
}

async function listAll(read: Executor, query: AccountQuery): Promise<AccountPage> {
  const rows = await listAccountRows(read, query, { after: query.after, limit: query.limit + 1 });
  const counted = (await countAccounts(read)).filter((group) => fits(group, query.filter));
  return { ...cut(query, rows), total: counted.reduce((sum, { accounts }) => sum + accounts, 0) };
}

async function walk(
  read: Executor,
  query: AccountQuery,
  term: string,
  { stretch, mostStretches }: SearchBounds,
): Promise<Omit<AccountPage, 'total'>> {
  const accounts: ListedAccount[] = [];
  let after = query.after;
  for (let stretches = 0; stretches < mostStretches; stretches += 1) {
    const matches = query.limit + 1 - accounts.length;
    const walked = await walkAccountRows(read, query, { term, matches }, { after, limit: stretch });
    accounts.push(...walked.accounts);
    if (accounts.length > query.limit || walked.end === null) return cut(query, accounts);
    after = walked.end;
    await nextTurn();
  }
  return { accounts, next: after };
}

/** One more than the page was asked for: it says whether there is a next page. */
function cut({ limit }: AccountQuery, rows: ListedAccount[]): Omit<AccountPage, 'total'> {
  const accounts = rows.slice(0, limit);
  const end = accounts.at(-1);
  return { accounts, next: rows.length > limit && end ? { at: end.position, id: end.id } : null };
}

/**
 * What stands in the texts of accounts that a filter lets through, as the triggers of migration 0006 write it. The index is asked
 * for what is rare only: to look for what most texts have costs more than to look at the texts.
 */
function marksOf({ role, status }: AccountFilter, counts: Awaited<ReturnType<typeof countAccounts>>) {
  const sumOf = (groups: typeof counts): number => groups.reduce((sum, { accounts }) => sum + accounts, 0);
  const isRare = (filter: AccountFilter): boolean =>
    sumOf(counts.filter((group) => fits(group, filter))) * 2 < sumOf(counts);
  const role_mark = role === null ? '' : `${separators.filter}r${role[0]}`;
  const status_mark = status === null ? '' : `${separators.filter}s${status[0]}`;
  const rare = [
    ...(role !== null && isRare({ role, status: null }) ? [role_mark] : []),
    ...(status !== null && isRare({ role: null, status }) ? [status_mark] : []),
  ];
  return { marks: { role_mark, status_mark }, rare };
}

const fits = (account: Pick<Account, 'role' | 'status'>, { role, status }: AccountFilter): boolean =>
  (role === null || account.role === role) && (status === null || account.status === status);
