import { type DeedAnswer, PortressProblem } from '@portress/sdk';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { addressBook } from '../address-book.ts';
import type { ListSearch } from './list-search.ts';

const pageSize = 100;
/** More is not read again by itself: each page is one request, and there may be a thousand. */
export const mostReadAgain = 3;

export type ContactPage = DeedAnswer<'get', '/api/contacts'>;

export const listsKey = ['contacts', 'list'];

export const isThrottled = (error: unknown): error is PortressProblem =>
  error instanceof PortressProblem && error.status === 429;

/** A throttled question waits as long as the service asks, and is asked again; nobody has to press anything. */
export const patience = {
  retry: (failures: number, error: Error) => {
    if (isThrottled(error)) return failures < 30;
    return failures < 2 && !(error instanceof PortressProblem && error.status < 500);
  },
  retryDelay: (failures: number, error: Error) =>
    isThrottled(error) ? Math.max(1, error.retryAfterSeconds ?? 10) * 1000 : 1000 * 2 ** failures,
};

const isShort = ({ state }: { state: { data: unknown } }): boolean => {
  const { data } = state;
  const pages = typeof data === 'object' && data !== null && 'pages' in data ? data.pages : [];
  return Array.isArray(pages) && pages.length <= mostReadAgain;
};

/** The list of a search, page by page. */
export const contactPagesQuery = (search: ListSearch) =>
  infiniteQueryOptions({
    queryKey: [...listsKey, search],
    queryFn: ({ pageParam, signal }): Promise<ContactPage> =>
      addressBook.list(
        {
          limit: pageSize,
          ...(search.q !== undefined && { q: search.q }),
          ...(search.favorite && { favorite: 'true' as const }),
          ...(search.from !== undefined && { from: search.from }),
          ...(pageParam !== null && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: { personal: true },
    ...patience,
    refetchOnWindowFocus: isShort,
    refetchOnReconnect: isShort,
    refetchOnMount: isShort,
  });

export type ContactList = { pages: ContactPage[]; pageParams: (string | null)[] };
