import { type Cat, catteryOf, type Owner } from '@portress/sdk';
import { queryOptions } from '@tanstack/react-query';
import { portress } from '../../session/portress.ts';
import { queryClient } from '../../session/query-client.ts';
import { pagesQuery } from '../../session/use-pages.ts';

export const cattery = catteryOf(portress);

/** The cats by nickname, of everybody or of one owner. */
export const catsQuery = (ownerId: string | undefined) =>
  pagesQuery(['cats', 'list', ownerId ?? null], ({ signal, ...page }) =>
    cattery.cats.list({ ...page, ...(ownerId !== undefined && { owner_id: ownerId }) }, { signal }),
  );

export const catQuery = (id: string) =>
  queryOptions({
    queryKey: ['cats', 'one', id],
    queryFn: ({ signal }) => cattery.cats.find(id, { signal }),
    // The tag belongs to the very object that was answered.
    structuralSharing: false,
    meta: { personal: true },
  });

const mostPerPage = 100;

/** The owners by name. */
export const ownersQuery = pagesQuery(
  ['owners', 'list'],
  ({ signal, ...page }) => cattery.owners.list(page, { signal }),
  mostPerPage,
);

/** The same for looking through them: read on and on, and not each time anew. */
export const ownerSearchQuery = {
  ...pagesQuery(['owners', 'search'], ({ signal, ...page }) => cattery.owners.list(page, { signal }), mostPerPage),
  staleTime: 300_000,
};

export const ownerQuery = (id: string) =>
  queryOptions({
    queryKey: ['owners', 'one', id],
    queryFn: ({ signal }) => cattery.owners.find(id, { signal }),
    structuralSharing: false,
    meta: { personal: true },
  });

/** What the service has just answered, where the lists may be out of date by it. */
export function rememberCat(cat: Cat): void {
  queryClient.setQueryData(catQuery(cat.id).queryKey, cat);
  void queryClient.invalidateQueries({ queryKey: ['cats', 'list'] });
}

/** A cat shows its owner, so cats are out of date too. */
export function rememberOwner(owner: Owner): void {
  queryClient.setQueryData(ownerQuery(owner.id).queryKey, owner);
  renewOwners();
  void queryClient.invalidateQueries({ queryKey: ['cats'] });
}

export function forgetCat(id: string): void {
  queryClient.removeQueries({ queryKey: catQuery(id).queryKey });
  void queryClient.invalidateQueries({ queryKey: ['cats', 'list'] });
}

export function forgetOwner(id: string): void {
  queryClient.removeQueries({ queryKey: ownerQuery(id).queryKey });
  renewOwners();
}

function renewOwners(): void {
  void queryClient.invalidateQueries({ queryKey: ownersQuery.queryKey });
  void queryClient.resetQueries({ queryKey: ownerSearchQuery.queryKey });
}
