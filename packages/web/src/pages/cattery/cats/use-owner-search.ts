import type { Owner } from '@portress/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ownerSearchQuery } from '../cattery.ts';

export interface OwnerSearch {
  /** At most as many as a person looks through. */
  found: Owner[];
  isBusy: boolean;
  error: unknown;
  /** There at all only when further owners are still unread; they come by themselves up to a bound. */
  more: (() => void) | undefined;
}

const mostShown = 100;
const fewFound = 6;
/** A search goes through so many pages by itself: the service lets an account read 240 times a minute. */
const pagesAtOnce = 30;

/** The service lists owners by name and knows no search: pages are read until enough of them fit what is typed. */
export function useOwnerSearch(typed: string, isOpen: boolean): OwnerSearch {
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    ...ownerSearchQuery,
    enabled: isOpen,
  });
  const [bound, setBound] = useState(pagesAtOnce);
  const wanted = fold(typed);
  const owners = data?.pages.flatMap((page) => page.items) ?? [];
  const found = wanted === '' ? owners : owners.filter((owner) => fits(owner, wanted));
  const pages = data?.pages.length ?? 0;
  const isGoingOn =
    isOpen && hasNextPage && !isFetching && error === null && wanted !== '' && found.length < fewFound && pages < bound;
  const isBusy = isFetching || isGoingOn;
  useEffect(() => {
    if (isGoingOn) void fetchNextPage();
  }, [isGoingOn, fetchNextPage]);
  return {
    found: found.slice(0, mostShown),
    isBusy,
    error,
    more:
      hasNextPage && !isBusy
        ? () => {
            setBound(pages + pagesAtOnce);
            void fetchNextPage();
          }
        : undefined,
  };
}

const fold = (text: string): string => text.normalize('NFC').trim().toLocaleLowerCase();

const fits = ({ name, email }: Owner, wanted: string): boolean => fold(`${name ?? ''} ${email}`).includes(wanted);
