import { queryOptions } from '@tanstack/react-query';
import { administration, administrationKey } from './administration.ts';

/** How often a page that tells how things are asks again, while somebody looks at it. */
export const refreshMs = 15_000;

export const healthQuery = queryOptions({
  queryKey: [administrationKey, 'health'],
  queryFn: ({ signal }) => administration.findHealth({ signal }),
  refetchInterval: refreshMs,
  staleTime: 0,
  meta: { personal: true },
});
