import { useParams, useSearch } from '@tanstack/react-router';
import { readCatsSearch } from './cats/cats-search.ts';

/** Whose page the address names. */
export function useAddressedId(): string {
  const params: { id?: string } = useParams({ strict: false });
  return params.id ?? '';
}

/** The owner whose cats are listed; `undefined` when they are everybody's. */
export function useListedOwner(): string | undefined {
  const search: Record<string, unknown> = { ...useSearch({ strict: false }) };
  return readCatsSearch(search).owner_id;
}
