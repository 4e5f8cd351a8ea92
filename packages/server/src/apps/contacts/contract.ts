import { z } from 'zod';
import { parsedField } from '#features/accounts/fields.ts';
import { pageQuery, wholeNumber } from '#platform/http/page-query.ts';
import { birthdaySchema, contactSchema } from './contact-on-wire.ts';
import {
  type FieldReader,
  isFieldFault,
  readBirthday,
  readEmail,
  readFirstName,
  readLastName,
  readNotes,
  readPhone,
} from './fields.ts';

/** Nobody's account: what is wrong whoever keeps the contact. A national number and a day to come are looked at later. */
const anybody = { country: null, today: '9999-12-31' };
const read =
  <T>(reader: FieldReader<T>) =>
  (text: string) =>
    reader(text, anybody);

const firstName = parsedField('1–64 characters.', read(readFirstName));
const lastName = parsedField('1–64 characters.', read(readLastName));
const email = parsedField(
  'One plain e-mail address of at most 254 octets, once in an address book. Compared in lower case, shown as typed.',
  read(readEmail),
);
const phone = parsedField(
  'E.164, or as it is dialled in the country of the account. It has to be a number that exists.',
  (text) => {
    const isNational = text.trim() !== '' && !text.trim().startsWith('+');
    const outcome = isNational ? text : readPhone(text, anybody);
    return isFieldFault(outcome) ? outcome : text;
  },
);
const birthday = parsedField('`YYYY-MM-DD`, or `--MM-DD` without a year; not in the future.', (text) => {
  const outcome = readBirthday(text, anybody);
  return isFieldFault(outcome) ? outcome : text;
});
const notes = parsedField('1–2000 characters; line breaks and tabs are fine.', read(readNotes));

/** PUT and POST: what is left out is empty. */
const wholeContact = z.strictObject({
  first_name: firstName,
  last_name: lastName.nullish(),
  email: email.nullish(),
  phone: phone.nullish(),
  birthday: birthday.nullish(),
  notes: notes.nullish(),
  favorite: z.boolean().default(false),
});
/** PATCH: what is left out stays. */
const contactChanges = z.strictObject({
  first_name: firstName.optional(),
  last_name: lastName.nullish(),
  email: email.nullish(),
  phone: phone.nullish(),
  birthday: birthday.nullish(),
  notes: notes.nullish(),
  favorite: z.boolean().optional(),
});
export type WholeContact = z.output<typeof wholeContact>;
export type ContactChanges = z.output<typeof contactChanges>;

const contactId = z.strictObject({ id: z.string() });
const pageOf = <S extends z.ZodType>(item: S) =>
  z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() });
const part = (of: string) =>
  z
    .string()
    .max(254)
    .optional()
    .describe(`Any part of ${of}, whatever the case; one or two characters are looked for at the beginnings of words.`);

export const listContactsContract = {
  query: z.strictObject({
    q: part('first name, last name, both in either order, or e-mail address'),
    first_name: part('the first name'),
    last_name: part('the last name'),
    email: part('the e-mail address'),
    favorite: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional(),
    from: z
      .string()
      .min(1)
      .max(254)
      .optional()
      .describe(
        'Where in the list to begin: at the first contact whose last name, as names are sorted, stands at this text or behind it. `К` begins with the names in К; who has no last name stands before every text.',
      ),
    ...pageQuery,
  }),
  answers: { 200: pageOf(contactSchema) },
} as const;

export const listBirthdaysContract = {
  query: z.strictObject({
    days: wholeNumber({ least: 1, most: 366 })
      .default(7)
      .describe('Calendar days, today the first, in the time zone of the account; UTC until that is known.'),
    ...pageQuery,
  }),
  answers: { 200: pageOf(birthdaySchema) },
} as const;

export const createContactContract = { body: wholeContact, answers: { 201: contactSchema } } as const;
export const findContactContract = { params: contactId, answers: { 200: contactSchema, 304: z.null() } } as const;
export const replaceContactContract = {
  params: contactId,
  body: wholeContact,
  answers: { 200: contactSchema },
} as const;
export const changeContactContract = {
  params: contactId,
  body: contactChanges,
  answers: { 200: contactSchema },
} as const;
export const deleteContactContract = { params: contactId, answers: { 204: z.null() } } as const;
