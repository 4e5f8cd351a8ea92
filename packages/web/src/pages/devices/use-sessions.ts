import type { Session } from '@portress/sdk';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { portress } from '../../session/portress.ts';

const pageSize = 50;

export const sessionsQuery = infiniteQueryOptions({
  queryKey: ['sessions'],
  queryFn: ({ pageParam, signal }) =>
    portress.sessions.list({ limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  meta: { personal: true },
});

interface Sessions {
  /** `undefined` while the first page is on its way. */
  sessions: Session[] | undefined;
  error: unknown;
  retry: () => void;
  /** There at all only when there is more. */
  more: (() => void) | undefined;
  isBusyWithMore: boolean;
}

export function useSessions(): Sessions {
  const query = useInfiniteQuery(sessionsQuery);
  return {
    sessions: query.data?.pages.flatMap((page) => page.items),
    error: query.error,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    isBusyWithMore: query.isFetchingNextPage,
  };
}
