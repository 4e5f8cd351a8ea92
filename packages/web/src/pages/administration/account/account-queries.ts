import type { Account } from '@portress/sdk';
import { queryOptions } from '@tanstack/react-query';
import { presenceQuery } from '../../../session/account.ts';
import { queryClient } from '../../../session/query-client.ts';
import { pagesQuery } from '../../../session/use-pages.ts';
import { administration, administrationKey, readAnew } from '../administration.ts';

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: [administrationKey, 'account', id],
    queryFn: ({ signal }) => administration.accounts.find(id, { signal }),
    meta: { personal: true },
  });

export const sessionsQuery = (id: string) =>
  pagesQuery([administrationKey, 'sessions', id], ({ signal, ...page }) =>
    administration.accounts.listSessions(id, page, { signal }),
  );

export const eventsQuery = (id: string) =>
  pagesQuery(
    [administrationKey, 'audit-events', 'of-account', id],
    ({ signal, ...page }) => administration.listAuditEvents({ account_id: id, ...page }, { signal }),
    10,
  );

/** After a deed: the account as it was answered, everything else read anew, and oneself too where it was oneself. */
export function showChanged(account: Account): void {
  queryClient.setQueryData(accountQuery(account.id).queryKey, account);
  void readAnew();
  void queryClient.invalidateQueries(presenceQuery);
}
