import { z } from 'zod';
import { accountSchema } from '#features/accounts/contract.ts';
import {
  countryField,
  emailField,
  localeField,
  personalNameField,
  timeZoneField,
  usernameField,
} from '#features/accounts/fields.ts';
import { newPasswordField } from '#features/authenticators/passwords/parse-new-password.ts';
import { mailRequestedSchema } from '#features/email-verification/contract.ts';
import { tokenAnswerSchema } from '#features/sessions/contract.ts';

export const findOwnAccountContract = { answers: { 200: accountSchema, 304: z.null() } } as const;

/** Unknown fields are refused, so `role`, `email`, `id` and their like have no effect (I2, I3). */
export const changeOwnAccountContract = {
  body: z.strictObject({
    username: usernameField.nullable().optional(),
    first_name: personalNameField.nullable().optional(),
    last_name: personalNameField.nullable().optional(),
    locale: localeField.nullable().optional().describe('Language of mails. A BCP 47 language tag such as uk or de-AT.'),
    time_zone: timeZoneField.nullable().optional(),
    country: countryField.nullable().optional(),
  }),
  answers: { 200: accountSchema },
} as const;

export type AccountChanges = z.output<typeof changeOwnAccountContract.body>;

export const requestEmailChangeContract = {
  body: z.strictObject({ email: emailField, password: z.string() }),
  answers: { 202: mailRequestedSchema },
} as const;

export const confirmEmailChangeContract = {
  body: z.strictObject({ token: z.string().describe('From the link in the mail, after `#token=`.') }),
  answers: { 200: accountSchema },
} as const;

export const deleteOwnAccountContract = {
  body: z.strictObject({ password: z.string() }),
  answers: { 204: z.null() },
} as const;

export const changeOwnPasswordContract = (minLength: number) =>
  ({
    body: z.strictObject({ current_password: z.string(), password: newPasswordField(minLength) }),
    answers: {
      200: tokenAnswerSchema
        .extend({ ended_sessions: z.int().describe('How many other devices were signed out.') })
        .meta({ id: 'PasswordChanged' }),
    },
  }) as const;
