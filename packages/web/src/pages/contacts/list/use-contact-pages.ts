import type { Contact } from '@portress/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { contactPagesQuery, isThrottled } from './contact-pages.ts';
import type { ListSearch } from './list-search.ts';

export interface ContactPages {
  /** `undefined` while nothing has come. */
  contacts: Contact[] | undefined;
  /** Why the list, or its next page, did not come. */
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  isReading: boolean;
  more: () => void;
  /** What is shown belongs to the question before. */
  isOld: boolean;
  /** Seconds that the service asked to wait; it is asked again by itself. */
  waitSeconds: number | null;
}

export function useContactPages(search: ListSearch): ContactPages {
  const query = useInfiniteQuery({ ...contactPagesQuery(search), placeholderData: (before) => before });
  const { data, error, failureReason, hasNextPage, isFetching, isPlaceholderData, fetchNextPage, refetch } = query;
  const contacts = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  return {
    contacts,
    error,
    retry: () => void (data && !isPlaceholderData ? fetchNextPage() : refetch()),
    hasMore: hasNextPage && !isPlaceholderData,
    isReading: isFetching,
    more: () => void fetchNextPage(),
    isOld: isPlaceholderData,
    waitSeconds: isFetching && isThrottled(failureReason) ? Math.max(1, failureReason.retryAfterSeconds ?? 10) : null,
  };
}
