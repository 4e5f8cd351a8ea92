import { z } from 'zod';
import { accountSchema } from '#features/accounts/contract.ts';
import { emailField } from '#features/accounts/fields.ts';
import { newPasswordField } from '#features/authenticators/passwords/parse-new-password.ts';

export const setupContract = (minLength: number) =>
  ({
    body: z.strictObject({
      token: z.string().describe('From the setup link that the service prints at start, after `#token=`.'),
      email: emailField,
      password: newPasswordField(minLength),
    }),
    answers: { 201: accountSchema },
  }) as const;
