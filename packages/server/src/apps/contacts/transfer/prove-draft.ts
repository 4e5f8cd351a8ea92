import type { FieldCode } from '#platform/errors.ts';
import { parseTruth } from '#platform/spreadsheet-cells.ts';
import type { ContactFields, FieldContext } from '../contact-fields.ts';
import {
  type FieldFault,
  type FieldReader,
  isFieldFault,
  readBirthday,
  readEmail,
  readFirstName,
  readLastName,
  readNotes,
  readPhone,
} from '../fields.ts';
import type { ContactDraft, Dropped, Refused, Said } from './files/contact-draft.ts';

/** What a file says of a contact, proved; null is what it does not say. */
export type SaidFields = Omit<ContactFields, 'isFavorite'> & { isFavorite: boolean | null };
export type ProvedContact = { line: number; id: string | null; said: SaidFields; dropped: readonly Dropped[] };

type Field = 'first_name' | 'last_name' | 'email' | 'phone' | 'birthday' | 'notes' | 'favorite';

/** Reading one takes some 50 µs, and nobody has more. */
const mostTried = 20;
/** An id of ours is shorter. */
const longestId = 64;

/**
 * Reads what a file says with the readers of the wire, one by one. A field that is wrong refuses the contact, so that nobody
 * finds out much later that something is missing; of several addresses or numbers the first good one is kept.
 */
export function proveDraft(
  draft: ContactDraft,
  context: FieldContext,
): { proved: ProvedContact } | { refused: Refused } {
  const dropped = [...draft.dropped];
  let refused: Refused | undefined;
  const refuse = (field: Field, { fault, message }: FieldFault, hint?: string): null => {
    const reason = `${field} ${message}${hint === undefined ? '' : ` (${hint})`}`;
    refused ??= { line: draft.line, reason, field, code: fault };
    return null;
  };
  const prove = <T>(field: Field, text: string | null, read: FieldReader<T>, hint?: string): T | null => {
    if (text === null) return null;
    const outcome = read(text, context);
    return isFieldFault(outcome) ? refuse(field, outcome, hint) : outcome;
  };
  const choose = <T>(field: 'email' | 'phone', choices: readonly Said[], read: FieldReader<T>): T | null => {
    const { kept, leftOut, fault } = chooseFirstGood(choices, (text) => read(text, context));
    if (kept === null && fault !== null) return refuse(field, fault);
    dropped.push(...leftOut.map((one) => ({ line: draft.line, ...one })));
    return kept;
  };

  const said: SaidFields = {
    firstName: prove('first_name', draft.firstName ?? missing(refuse), readFirstName) ?? '',
    lastName: prove('last_name', draft.lastName, readLastName),
    email: choose('email', draft.emails, readEmail),
    phone: choose('phone', draft.phones, readPhone),
    birthday: prove('birthday', draft.birthday?.text ?? null, readBirthday, draft.birthday?.hint),
    notes: prove('notes', draft.notes?.trim() ? draft.notes : null, readNotes),
    isFavorite: prove('favorite', draft.favorite, readFavorite),
  };
  if (refused !== undefined) return { refused };
  const id = draft.id !== null && draft.id.length <= longestId ? draft.id : null;
  return { proved: { line: draft.line, id, said, dropped } };
}

function missing(refuse: (field: Field, fault: FieldFault) => null): null {
  return refuse('first_name', { fault: 'required', message: 'is missing: every contact has one' });
}

const readFavorite: FieldReader<boolean> = (text) =>
  parseTruth(text) ?? { fault: 'invalid_value' satisfies FieldCode, message: 'must be true or false' };

type Choice<T> = { kept: T | null; leftOut: { field: string; reason: string }[]; fault: FieldFault | null };

/** `fault` is that of the first, which is what the person would have wanted. */
function chooseFirstGood<T>(choices: readonly Said[], read: (text: string) => T | FieldFault): Choice<T> {
  const choice: Choice<T> = { kept: null, leftOut: [], fault: null };
  for (const { field, text } of choices.slice(0, mostTried)) {
    if (choice.kept !== null) {
      // The same one twice is no loss.
      if (text !== choices[0]?.text)
        choice.leftOut.push({ field, reason: 'a contact has one, and another one is kept' });
      continue;
    }
    const outcome = read(text);
    if (isFieldFault(outcome)) {
      choice.fault ??= outcome;
      choice.leftOut.push({ field, reason: `is left out for another one, because it ${outcome.message}` });
    } else choice.kept = outcome;
  }
  return choice;
}

/** What a file does not say stays as it is: an import adds and changes, and clears nothing. */
export const mergeFields = (there: ContactFields, said: SaidFields): ContactFields => ({
  firstName: said.firstName,
  lastName: said.lastName ?? there.lastName,
  email: said.email ?? there.email,
  phone: said.phone ?? there.phone,
  birthday: said.birthday ?? there.birthday,
  notes: said.notes ?? there.notes,
  isFavorite: said.isFavorite ?? there.isFavorite,
});

/** A contact that is not there yet has nothing but what the file says. */
export const newFields = (said: SaidFields): ContactFields => ({ ...said, isFavorite: said.isFavorite ?? false });
