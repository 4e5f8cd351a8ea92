import { useRouter, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { publicSettings } from '../settings/public-settings.ts';
import { type Destination, parseReturnTo } from './parse-return-to.ts';
import { forgetWay } from './remembered-way.ts';

/** What the entry pages hand on to each other, unread: `return_to` is believed only where it is followed. */
export interface EntrySearch {
  return_to?: string;
}

export function readEntrySearch(search: unknown): EntrySearch {
  const value = typeof search === 'object' && search !== null && 'return_to' in search ? search.return_to : null;
  return typeof value === 'string' && value !== '' ? { return_to: value } : {};
}

/** The entry search of this page, to be handed on to the next. */
export function useEntrySearch(): EntrySearch {
  const search: unknown = useSearch({ strict: false });
  return readEntrySearch(search);
}

/** Where the person wants to be after signing in, and the way there. */
export function useReturnTo(): { destination: Destination; go: () => void } {
  const router = useRouter();
  const { return_to: asked } = useEntrySearch();
  const { app_origins: origins } = publicSettings();
  const destination = parseReturnTo(asked, origins);
  const address = destination.kind === 'page' ? destination.path : destination.url;
  const go = useCallback(() => {
    forgetWay();
    const isPage = destination.kind === 'page' && router.getMatchedRoutes(pathOf(address))[2] !== undefined;
    if (isPage) router.history.replace(router.basepath.replace(/\/$/, '') + address);
    // The reference, the inbox and other people's pages are not this client's to draw.
    else window.location.assign(new URL(address.replace(/^\//, ''), document.baseURI));
  }, [router, destination.kind, address]);
  return { destination, go };
}

function pathOf(address: string): string {
  return address.replace(/[?#].*$/, '');
}
