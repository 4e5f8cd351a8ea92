import { z } from 'zod';
import { accountSchema } from '#features/accounts/contract.ts';
import { newPasswordField } from '#features/authenticators/passwords/parse-new-password.ts';
import { tokenAnswerSchema } from '#features/sessions/contract.ts';

export const findOwnAccountContract = { answers: { 200: accountSchema } } as const;

export const changeOwnPasswordContract = (minLength: number) =>
  ({
    body: z.strictObject({ current_password: z.string(), password: newPasswordField(minLength) }),
    answers: {
      200: tokenAnswerSchema
        .extend({ ended_sessions: z.int().describe('How many other devices were signed out.') })
        .meta({ id: 'PasswordChanged' }),
    },
  }) as const;
