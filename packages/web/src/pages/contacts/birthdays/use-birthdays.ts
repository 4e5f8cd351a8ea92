import type { ContactBirthday } from '@portress/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { pagesQuery } from '../../../session/use-pages.ts';
import { addressBook } from '../address-book.ts';
import { birthdaysKey } from '../list/contact-cache.ts';
import { patience } from '../list/contact-pages.ts';

/** So many are read by themselves; of more, a button brings the next. */
const mostByItself = 5;

export interface Birthdays {
  birthdays: ContactBirthday[] | undefined;
  error: unknown;
  retry: () => void;
  more: (() => void) | undefined;
  isBusyWithMore: boolean;
}

/** Whose birthday is within so many days, by the day on which it falls. */
export function useBirthdays(days: number, limit = 100): Birthdays {
  const query = useInfiniteQuery({
    ...pagesQuery(
      [...birthdaysKey, days, limit],
      ({ signal, ...page }) => addressBook.listBirthdays({ days, ...page }, { signal }),
      limit,
    ),
    ...patience,
  });
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = query;
  const isEnough = (data?.pages.length ?? 0) >= mostByItself || limit < 100;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isEnough && error === null) void fetchNextPage();
  }, [hasNextPage, isFetching, isEnough, error, fetchNextPage]);
  return {
    birthdays: data?.pages.flatMap((page) => page.items),
    error,
    retry: () => void refetch(),
    more: hasNextPage ? () => void fetchNextPage() : undefined,
    isBusyWithMore: isFetching,
  };
}
