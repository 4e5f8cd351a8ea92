import type { Contact } from '@portress/sdk';

type Named = Pick<Contact, 'first_name' | 'last_name'>;

/** As one speaks of the person. */
export function fullName({ first_name: first, last_name: last }: Named): string {
  return last === null ? first : `${first} ${last}`;
}
