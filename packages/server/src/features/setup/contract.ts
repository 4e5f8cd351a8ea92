import { z } from 'zod';
import { accountSchema } from '#features/accounts/contract.ts';
import { emailField } from '#features/accounts/fields.ts';
import { findOwnNameIssue, newPasswordField } from '#features/authenticators/passwords/parse-new-password.ts';

export const setupContract = (minLength: number) =>
  ({
    body: z
      .strictObject({
        token: z.string().describe('From the setup link that the service prints at start, after `#token=`.'),
        email: emailField,
        password: newPasswordField(minLength),
      })
      .superRefine(({ password, email }, issues) => {
        const issue = findOwnNameIssue(password, [email.email, email.canonical]);
        if (issue !== undefined) issues.addIssue(issue);
      }),
    answers: { 201: accountSchema },
  }) as const;
