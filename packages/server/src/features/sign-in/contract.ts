import { z } from 'zod';
import { tokenAnswerSchema, transportSchema } from '#features/sessions/contract.ts';

export const signInContract = {
  body: z.strictObject({
    login: z.string().describe('E-mail address or username.'),
    password: z.string(),
    transport: transportSchema.default('body').describe('Where the tokens travel: in the body, in cookies, or split.'),
  }),
  answers: { 200: tokenAnswerSchema },
} as const;
