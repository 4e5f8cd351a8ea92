import type { Executor } from '#platform/database/database.ts';
import { cutPage, findPage, type Matches, type SearchBounds, usualBounds } from '#platform/database/page-of-matches.ts';
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
  const matches: Matches<ListedAccount, AccountPosition> = {
    find: async (most, page) => {
      const { accounts, found: count } = await findAccountRows(read, query, { ...search, most }, page);
      return { rows: accounts, found: count };
    },
    count: (most) => countFoundAccounts(read, search, most),
    walk: async (most, page) => {
      const { accounts, end } = await walkAccountRows(read, query, { term: search.term, matches: most }, page);
      return { rows: accounts, end };
    },
    positionOf,
  };
  const { rows, next, total } = await findPage(matches, query, bounds);
  return { accounts: rows, next, total };
}

const positionOf = ({ position, id }: ListedAccount): AccountPosition => ({ at: position, id });

async function listAll(read: Executor, query: AccountQuery): Promise<AccountPage> {
  const listed = await listAccountRows(read, query, { after: query.after, limit: query.limit + 1 });
  const counted = (await countAccounts(read)).filter((group) => fits(group, query.filter));
  const { rows, next } = cutPage({ positionOf }, query, listed);
  return { accounts: rows, next, total: counted.reduce((sum, { accounts }) => sum + accounts, 0) };
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
