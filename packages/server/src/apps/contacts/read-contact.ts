import type { Account } from '#features/accounts/store.ts';
import type { Clock } from '#platform/clock.ts';
import { type FieldProblem, Problem } from '#platform/errors.ts';
import type { ContactFields, FieldContext } from './contact-fields.ts';
import type { ContactChanges, WholeContact } from './contract.ts';
import { isFieldFault, readBirthday, readPhone } from './fields.ts';
import { todayOf } from './person-today.ts';

/** By what the fields of this person's contacts are read. */
export const fieldContextOf = (
  context: { clock: Clock },
  account: Pick<Account, 'country' | 'time_zone'>,
): FieldContext => ({ country: account.country, today: todayOf(context, account).toString() });

/** @throws Problem 422 with one entry for each wrong field */
export function readContact(body: WholeContact, context: FieldContext): ContactFields {
  const { phone, birthday } = readOfPerson(body, context);
  return {
    firstName: body.first_name,
    lastName: body.last_name ?? null,
    email: body.email ?? null,
    phone: phone ?? null,
    birthday: birthday ?? null,
    notes: body.notes ?? null,
    isFavorite: body.favorite,
  };
}

/** What is left out is not in the result. @throws Problem 422 with one entry for each wrong field */
export function readContactChanges(body: ContactChanges, context: FieldContext): Partial<ContactFields> {
  const { phone, birthday } = readOfPerson(body, context);
  return {
    ...(body.first_name !== undefined && { firstName: body.first_name }),
    ...(body.last_name !== undefined && { lastName: body.last_name }),
    ...(body.email !== undefined && { email: body.email }),
    ...(phone !== undefined && { phone }),
    ...(birthday !== undefined && { birthday }),
    ...(body.notes !== undefined && { notes: body.notes }),
    ...(body.favorite !== undefined && { isFavorite: body.favorite }),
  };
}

/** The two fields that are read by where the person is: what the contract lets through may still be wrong for them. */
function readOfPerson(
  { phone, birthday }: Pick<ContactChanges, 'phone' | 'birthday'>,
  context: FieldContext,
): Partial<Pick<ContactFields, 'phone' | 'birthday'>> {
  const number = typeof phone === 'string' ? readPhone(phone, context) : phone;
  const day = typeof birthday === 'string' ? readBirthday(birthday, context) : birthday;
  const errors: FieldProblem[] = [];
  if (isFieldFault(number)) errors.push({ field: 'phone', code: number.fault, message: number.message });
  if (isFieldFault(day)) errors.push({ field: 'birthday', code: day.fault, message: day.message });
  if (isFieldFault(number) || isFieldFault(day))
    throw new Problem('validation_failed', {
      detail: errors.map(({ field, message }) => `${field} ${message}`).join('; '),
      errors,
    });
  return { ...(number !== undefined && { phone: number }), ...(day !== undefined && { birthday: day }) };
}
