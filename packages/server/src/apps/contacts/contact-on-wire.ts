import { z } from 'zod';
import type { Account } from '#features/accounts/store.ts';
import { toWireInstant } from '#platform/clock.ts';
import { entityTagOf } from '#platform/http/entity-tags.ts';
import { formatBirthday } from './birthday.ts';
import type { BirthdayContact } from './birthdays/birthday-store.ts';
import { birthdayOf, type Contact } from './contact-row.ts';
import { formatPhone } from './phone.ts';

/** A contact as its owner sees it. The key set is closed: a new column does not appear on the wire by itself. */
export const contactSchema = z
  .strictObject({
    id: z.string(),
    first_name: z.string(),
    last_name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable().describe('E.164.'),
    phone_formatted: z
      .string()
      .nullable()
      .describe('As it is written in the country of the account; with + and the country code for numbers of another.'),
    birthday: z.string().nullable().describe('`YYYY-MM-DD`, or `--MM-DD` without a year.'),
    notes: z.string().nullable(),
    favorite: z.boolean(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Contact' });

export type ContactOnWire = z.output<typeof contactSchema>;

export const birthdaySchema = contactSchema
  .extend({
    next_birthday: z.iso.date().describe('The day it falls on: 1 March for 29 February where there is none.'),
    turns: z.int().nullable().describe('How old they will be; null where the year is not known.'),
  })
  .meta({ id: 'ContactBirthday' });

export const toWireContact = (contact: Contact, { country }: Pick<Account, 'country'>): ContactOnWire => {
  const day = birthdayOf(contact);
  return {
    id: contact.id,
    first_name: contact.first_name,
    last_name: contact.last_name,
    email: contact.email,
    phone: contact.phone,
    phone_formatted: contact.phone === null ? null : formatPhone(contact.phone, country),
    birthday: day === null ? null : formatBirthday(day),
    notes: contact.notes,
    favorite: contact.favorited_at !== null,
    created_at: toWireInstant(contact.created_at),
    updated_at: toWireInstant(contact.updated_at),
  };
};

export const contactTagOf = (contact: Contact, account: Pick<Account, 'country'>): string =>
  entityTagOf(toWireContact(contact, account));

export function toWireBirthday(
  contact: BirthdayContact,
  account: Pick<Account, 'country'>,
): z.output<typeof birthdaySchema> {
  const year = Math.floor(contact.falls_on / 10_000);
  const falls = { year, month: Math.floor(contact.falls_on / 100) % 100, day: contact.falls_on % 100 };
  return {
    ...toWireContact(contact, account),
    next_birthday: formatBirthday(falls),
    turns: contact.birthday_year === null ? null : year - contact.birthday_year,
  };
}
