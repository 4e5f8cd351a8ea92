import type { Account } from '@portress/sdk';

/** How somebody is called: by name where they gave one. */
export function nameOf({ first_name: first, last_name: last, email }: Account): string {
  return [first, last].filter(Boolean).join(' ') || email;
}
