import { mailAddressOf } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { toWireInstant } from '#platform/clock.ts';

/** An account for programs: the names of the wire, as far as a command has to say it. */
export const toAccountJson = (account: Account) => ({
  id: account.id,
  email: account.email,
  // Tells an address in a look-alike script from the one that it looks like (A11).
  mail_address: mailAddressOf(account),
  email_verified: account.email_verified_at !== null,
  username: account.username,
  first_name: account.first_name,
  last_name: account.last_name,
  role: account.role,
  status: account.status,
  locale: account.locale,
  time_zone: account.time_zone,
  country: account.country,
  created_at: toWireInstant(account.created_at),
  updated_at: toWireInstant(account.updated_at),
});

/** First and last name, as far as they are known. */
export const nameOf = ({ first_name, last_name }: Account): string =>
  [first_name, last_name].filter((part) => part !== null).join(' ');

/** To the minute, in UTC. */
export const formatInstant = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const countSessionsInWords = (count: number): string => (count === 1 ? '1 session' : `${count} sessions`);
