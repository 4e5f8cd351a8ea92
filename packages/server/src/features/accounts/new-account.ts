import { randomId } from '#platform/crypto/random.ts';
import type { ParsedEmail } from './parse-email.ts';
import type { ParsedUsername } from './parse-username.ts';
import type { NewAccount } from './store.ts';

export type Person = {
  email: ParsedEmail;
  username?: ParsedUsername | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  locale?: string | null | undefined;
  timeZone?: string | undefined;
};

/** The row of a person who signs up: no role but `user`, and nothing proved, whatever was sent along (I2). */
export const newAccount = (person: Person): NewAccount => ({
  id: randomId(),
  email: person.email.email,
  email_canonical: person.email.canonical,
  email_verified_at: null,
  username: person.username?.username ?? null,
  username_canonical: person.username?.canonical ?? null,
  first_name: person.firstName ?? null,
  last_name: person.lastName ?? null,
  role: 'user',
  locale: person.locale ?? null,
  time_zone: person.timeZone ?? null,
  country: null,
});
