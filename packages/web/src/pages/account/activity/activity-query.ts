import { portress } from '../../../session/portress.ts';
import { pagesQuery } from '../../../session/use-pages.ts';

export const activityQuery = pagesQuery(['activity'], ({ signal, ...page }) =>
  portress.account.listActivity(page, { signal }),
);
