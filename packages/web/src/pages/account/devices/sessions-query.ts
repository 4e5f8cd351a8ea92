import type { Page, Session } from '@portress/sdk';
import { portress } from '../../../session/portress.ts';
import { pagesQuery } from '../../../session/use-pages.ts';

export const sessionsQuery: ReturnType<typeof pagesQuery<Page<Session>>> = {
  ...pagesQuery(['sessions'], ({ signal, ...page }) => portress.sessions.list(page, { signal })),
  // Ended in another tab or on another device: whoever comes back to the page sees it.
  refetchOnWindowFocus: 'always',
};
