import type { Page } from '@portress/sdk';
import { infiniteQueryOptions, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';

export interface PageRequest {
  limit: number;
  cursor?: string;
  signal: AbortSignal;
}

/** A list that is read page by page in the account's name, and forgotten with it. */
export function pagesQuery<OnePage extends Page<unknown>>(
  queryKey: QueryKey,
  read: (request: PageRequest) => Promise<OnePage>,
  limit = 50,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => read({ limit, signal, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    meta: { personal: true },
  });
}

export interface Pages<Item> {
  /** `undefined` while the first page is on its way. */
  items: Item[] | undefined;
  error: unknown;
  retry: () => void;
  /** There at all only when there is more. */
  more: (() => void) | undefined;
  isBusyWithMore: boolean;
  /** What is shown belongs to the question before: the answer to this one is on its way. */
  isOld: boolean;
}

/** The pages read so far, as one list. */
export function usePages<OnePage extends Page<unknown>>(
  query: ReturnType<typeof pagesQuery<OnePage>>,
): Pages<OnePage['items'][number]> & { first: OnePage | undefined } {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = useInfiniteQuery({
    ...query,
    placeholderData: (before) => before,
  });
  return {
    items: data?.pages.flatMap((page) => page.items),
    first: data?.pages[0],
    error,
    retry: () => void refetch(),
    more: hasNextPage ? () => void fetchNextPage() : undefined,
    isBusyWithMore: isFetchingNextPage,
    isOld: isPlaceholderData,
  };
}
