import { sortForm } from '#platform/database/sort-form.ts';
import type { WrittenCat } from './cat-store.ts';
import type { CatFields, OwnerFields } from './contract.ts';
import { isVaccinated } from './mur.ts';
import type { WrittenOwner } from './owner-store.ts';
import { ownerNotFound } from './refusals.ts';

/** An owner as their row is written. */
export const toOwnerRow = (id: string, { email, name }: OwnerFields): WrittenOwner => ({
  id,
  email: email.email,
  email_canonical: email.canonical,
  name,
  name_sort: sortForm(name ?? ''),
});

/** What is longer names nobody, and must not reach an index: that would refuse it as a fault and not as unknown. */
const longestOwnerId = 200;

/**
 * A cat as its row is written: the one way to a row, so that no call forgets about Mur.
 *
 * @throws Problem 404 `owner_not_found` for what cannot be an id
 */
export function toCatRow(id: string, fields: CatFields): WrittenCat {
  if (fields.owner_id.length > longestOwnerId) throw ownerNotFound();
  return {
    id,
    nickname: fields.nickname,
    nickname_sort: sortForm(fields.nickname),
    age: fields.age,
    description: fields.description,
    is_vaccinated: isVaccinated(fields.nickname, fields.vaccinated),
    owner_id: fields.owner_id,
  };
}
