import type { SignUp } from '@portress/sdk';
import * as z from 'zod/mini';
import { emailAddress, newPassword } from '../../../forms/fields.ts';
import { spokenLanguage } from '../../../language/speak.ts';

/** What a new person tells about themselves. */
export const personOf = (least: number) =>
  z.object({
    email: emailAddress(),
    password: newPassword(least),
    first_name: z.string().check(z.trim()),
    last_name: z.string().check(z.trim()),
    username: z.string().check(z.trim()),
  });

export type Person = z.infer<ReturnType<typeof personOf>>;

export const nobody: Person = { email: '', password: '', first_name: '', last_name: '', username: '' };

/** What was left empty is not sent: the service reads "" as a fault. */
export function withoutBlanks(person: Person): SignUp {
  const { email, password, ...names } = person;
  const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value !== ''));
  return {
    email,
    password,
    ...given,
    locale: spokenLanguage(),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
