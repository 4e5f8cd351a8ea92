import { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Account } from '#features/accounts/store.ts';
import type { Clock } from '#platform/clock.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { openCursor, sealCursor } from '#platform/http/cursor.ts';
import { listBirthdays } from './birthdays/list-birthdays.ts';
import { toWireBirthday, toWireContact } from './contact-on-wire.ts';
import type { listBirthdaysContract, listContactsContract } from './contract.ts';
import { listContacts } from './list-contacts.ts';
import { positionBefore } from './list-store.ts';
import { todayOf } from './person-today.ts';

export type PageContext = { database: Database; clock: Clock; secrets: Secrets };

type ContactsQuery = z.output<typeof listContactsContract.query>;
type BirthdaysQuery = z.output<typeof listBirthdaysContract.query>;

/** A cursor is good for this account, list and search only (I13). */
const scopeOf = (accountId: string, path: string, filter: readonly unknown[]): string =>
  JSON.stringify([path, accountId, ...filter]);

/** @throws Problem 400 `invalid_cursor` */
export async function pageContacts({ database, secrets }: PageContext, account: Account, query: ContactsQuery) {
  const { q = null, first_name: firstName = null, last_name: lastName = null, email = null } = query;
  const { favorite: isFavorite = null, from = null, limit, cursor } = query;
  const scope = scopeOf(account.id, '/api/contacts', [q, firstName, lastName, email, isFavorite, from]);
  const position = cursor === undefined ? null : openCursor(secrets, scope, cursor);
  const start = from === null ? null : positionBefore(from);
  const after = position === null ? start : { name: String(position[0]), id: String(position[1]) };
  const search = { q, firstName, lastName, email, isFavorite };
  const { rows, next } = await listContacts(database.read, account.id, search, { after, limit });
  return {
    items: rows.map((contact) => toWireContact(contact, account)),
    next_cursor: next && sealCursor(secrets, scope, [next.name, next.id]),
  };
}

/**
 * The day is in the cursor: a list that was begun before midnight goes on as it was begun.
 *
 * @throws Problem 400 `invalid_cursor`
 */
export async function pageBirthdays(context: PageContext, account: Account, { days, limit, cursor }: BirthdaysQuery) {
  const { database, secrets } = context;
  const scope = scopeOf(account.id, '/api/contacts/birthdays', [days]);
  const position = cursor === undefined ? null : openCursor(secrets, scope, cursor);
  const today = position === null ? todayOf(context, account) : Temporal.PlainDate.from(String(position[0]));
  const after = position && { on: Number(position[1]), name: String(position[2]), id: String(position[3]) };
  const { rows, next } = await listBirthdays(database.read, account.id, { today, days }, { after, limit });
  return {
    items: rows.map((contact) => toWireBirthday(contact, account)),
    next_cursor: next && sealCursor(secrets, scope, [today.toString(), next.on, next.name, next.id]),
  };
}
