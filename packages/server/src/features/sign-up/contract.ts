import { z } from 'zod';
import { accountSchema } from '#features/accounts/contract.ts';
import { emailField, localeField, personalNameField, timeZoneField, usernameField } from '#features/accounts/fields.ts';
import { newPasswordField } from '#features/authenticators/passwords/parse-new-password.ts';
import { mailRequestedSchema } from '#features/email-verification/contract.ts';

export type SignUpSettings = { passwordMinLength: number; signUpDisclosure: 'conflict' | 'silent' };

const person = {
  first_name: personalNameField.optional(),
  last_name: personalNameField.optional(),
  locale: localeField.optional().describe('Language of mails. By default the one that Accept-Language wants most.'),
  time_zone: timeZoneField.optional(),
  invitation: z.string().optional().describe('From the link, after `#token=`.'),
};

/** Unknown fields are refused, so `role`, `id` and their like have no effect (I2). */
export const signUpContract = ({ passwordMinLength, signUpDisclosure }: SignUpSettings) => {
  const proof = { email: emailField, password: newPasswordField(passwordMinLength) };
  const open = z.strictObject({ ...proof, username: usernameField.optional(), ...person });
  // A username that is taken would tell that an account exists.
  const silent = z.strictObject({ ...proof, ...person }).transform((body) => ({ ...body, username: undefined }));
  return {
    body: signUpDisclosure === 'silent' ? silent : open,
    answers: {
      201: z.strictObject({ account: accountSchema }).meta({ id: 'SignedUp' }),
      202: mailRequestedSchema,
    },
  } as const;
};

export type SignUpBody = z.output<ReturnType<typeof signUpContract>['body']>;
