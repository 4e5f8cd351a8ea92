import { z } from 'zod';
import { accountSchema } from '#features/accounts/contract.ts';
import { emailField } from '#features/accounts/fields.ts';

export const verifyEmailContract = {
  body: z
    .strictObject({
      token: z.string().optional().describe('From the link in the mail, after `#token=`.'),
      email: emailField.optional().describe('With the code: the address that the mail went to.'),
      code: z.string().optional().describe('The eight digits in the mail.'),
    })
    .transform((body, issues) => {
      const { token, email, code } = body;
      if (token !== undefined && email === undefined && code === undefined) return { token };
      if (token === undefined && email !== undefined && code !== undefined) return { email, code };
      const [field, message] =
        token !== undefined
          ? ['token', 'must stand alone: send the token, or the address with the code']
          : email === undefined && code === undefined
            ? ['token', 'is required, or the address with the code']
            : [email === undefined ? 'email' : 'code', 'is required: the address goes with the code'];
      const problem = token === undefined ? 'required' : 'invalid_value';
      issues.addIssue({ code: 'custom', path: [field], params: { code: problem }, message });
      return z.NEVER;
    }),
  answers: { 200: accountSchema },
} as const;

/** The same for known and unknown addresses. */
export const mailRequestedSchema = z
  .strictObject({ status: z.literal('check_your_mail') })
  .meta({ id: 'MailRequested' });

export const checkYourMail: z.output<typeof mailRequestedSchema> = { status: 'check_your_mail' };

export const requestMailContract = {
  body: z.strictObject({ email: emailField }),
  answers: { 202: mailRequestedSchema },
} as const;
