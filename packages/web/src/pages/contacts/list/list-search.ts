import { useSearch } from '@tanstack/react-router';

/** What of the list the address says: what is looked for, favourites only, and where it begins. */
export interface ListSearch {
  q?: string;
  favorite?: true;
  from?: string;
}

const longest = 254;

export function readListSearch(search: unknown): ListSearch {
  const given: Record<string, unknown> = typeof search === 'object' && search !== null ? { ...search } : {};
  const q = textOf(given.q);
  const from = textOf(given.from);
  return {
    ...(q !== '' && { q }),
    ...(given.favorite === true && { favorite: true as const }),
    // A search shows all that it finds.
    ...(from !== '' && q === '' && { from }),
  };
}

/** The router reads `?q=044` as it would JSON. */
function textOf(value: unknown): string {
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isText ? String(value).slice(0, longest) : '';
}

export function useListSearch(): ListSearch {
  const search: unknown = useSearch({ strict: false });
  return readListSearch(search);
}
