import { z } from 'zod';
import { newPasswordField } from '#features/authenticators/passwords/parse-new-password.ts';

export const resetPasswordContract = (minLength: number) =>
  ({
    body: z.strictObject({
      token: z.string().describe('From the link in the mail, after `#token=`.'),
      password: newPasswordField(minLength),
    }),
    answers: { 204: z.null() },
  }) as const;

/** A Well-Known URL for Changing Passwords (W3C): a redirect and nothing else. */
export const changePasswordContract = { answers: { 302: z.null() } } as const;
