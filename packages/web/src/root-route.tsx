import { createRootRoute } from '@tanstack/react-router';
import { NotFoundPage } from './pages/entry/not-found/not-found-page.tsx';
import { readEntrySearch } from './return-to/use-return-to.ts';
import { Shell } from './shell.tsx';

/** What every room's routes hang on. */
export const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  validateSearch: readEntrySearch,
});
