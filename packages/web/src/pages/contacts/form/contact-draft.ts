import type { Contact, ContactFields } from '@portress/sdk';
import * as z from 'zod/mini';

export const mostNotes = 2000;
export const countCharacters = (text: string): number => [...text].length;

const atMost = (most: number) => z.refine<string>((text) => countCharacters(text.trim()) <= most, 'too_long');

/** What stands in the form; each fault is the code that the service would have answered with. */
export const draftSchema = z.object({
  first_name: z.string().check(
    z.refine((text) => text.trim() !== '', 'required'),
    atMost(64),
  ),
  last_name: z.string().check(atMost(64)),
  phone: z.string(),
  email: z.string().check(z.refine((text) => text.trim() === '' || /^\S+@\S+$/.test(text.trim()), 'invalid_email')),
  birthday: z.string().check(z.refine((text) => !text.startsWith(unfinished), 'invalid_date')),
  notes: z.string().check(atMost(mostNotes)),
  favorite: z.boolean(),
});

export type ContactDraft = z.output<typeof draftSchema>;

/** What the three fields of a birthday say when it is no day yet. */
export const unfinished = '?';

export const emptyDraft: ContactDraft = {
  first_name: '',
  last_name: '',
  phone: '',
  email: '',
  birthday: '',
  notes: '',
  favorite: false,
};

export const draftOf = (contact: Contact): ContactDraft => ({
  first_name: contact.first_name,
  last_name: contact.last_name ?? '',
  phone: contact.phone_formatted ?? contact.phone ?? '',
  email: contact.email ?? '',
  birthday: contact.birthday ?? '',
  notes: contact.notes ?? '',
  favorite: contact.favorite,
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** As the service takes it. A number that nobody has touched goes as it came: written nicely it may lack its country. */
export function fieldsOf(draft: ContactDraft, before?: Contact): ContactFields {
  const isSamePhone = before !== undefined && draft.phone === draftOf(before).phone;
  return {
    first_name: draft.first_name.trim(),
    last_name: orNull(draft.last_name),
    phone: isSamePhone ? before.phone : orNull(draft.phone),
    email: orNull(draft.email),
    birthday: orNull(draft.birthday),
    notes: draft.notes.trim() === '' ? null : draft.notes,
    favorite: draft.favorite,
  };
}
