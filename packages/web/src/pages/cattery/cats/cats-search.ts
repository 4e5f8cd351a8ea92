/** The cats of one owner only. */
export interface CatsSearch {
  owner_id?: string;
}

export function readCatsSearch(search: Record<string, unknown>): CatsSearch {
  const { owner_id: owner } = search;
  // An id of digits alone is read as a number on its way out of the address.
  const id = typeof owner === 'number' ? String(owner) : owner;
  return typeof id === 'string' && id !== '' ? { owner_id: id } : {};
}

export const catsOf = (ownerId: string | undefined): CatsSearch => (ownerId === undefined ? {} : { owner_id: ownerId });
