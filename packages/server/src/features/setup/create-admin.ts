import { newAccount } from '#features/accounts/new-account.ts';
import { type ParsedEmail, parseEmail } from '#features/accounts/parse-email.ts';
import { type Account, createAccount } from '#features/accounts/store.ts';
import { takenNameProblem } from '#features/accounts/taken-names.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { findPasswordFault } from '#features/authenticators/passwords/parse-new-password.ts';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import {
  refuseWeakPassword,
  type WeakPasswordContext,
} from '#features/authenticators/passwords/refuse-weak-password.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { dropSetupToken } from '#features/one-time-tokens/setup-token.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { fieldProblem } from '#platform/errors.ts';

export type CreateAdminContext = WeakPasswordContext & {
  database: Database;
  clock: Clock;
  passwordHashing: PasswordHashing;
  config: WeakPasswordContext['config'] & { passwordMinLength: number };
};

/**
 * For `portress admin create`: an administrator, already verified, by the hand of whoever runs the service. There may be
 * others. The setup link stops working with it.
 *
 * @throws Problem 422 for the fields, 409 `email_taken`, 503 `overloaded`
 */
export async function createAdmin(
  context: CreateAdminContext,
  given: { email: string; password: string },
): Promise<Account> {
  const email = readEmail(given.email);
  await refuseBadPassword(context, email, given.password);
  const hash = await context.passwordHashing.hash(given.password);
  const row = { ...newAccount({ email }), role: 'admin', email_verified_at: context.clock.now() } as const;
  try {
    return await context.database.transaction(async (transaction) => {
      // First, so that a use of the link at the same moment waits and then finds an administrator.
      await dropSetupToken(transaction);
      const admin = await createAccount(transaction, row);
      await setPassword(transaction, admin.id, hash);
      await recordAuditEvent(transaction, {
        type: 'admin_created',
        accountId: admin.id,
        facts: null,
        details: { by: 'command_line' },
      });
      return admin;
    });
  } catch (error) {
    throw takenNameProblem(error) ?? error;
  }
}

function readEmail(text: string): ParsedEmail {
  const email = parseEmail(text);
  if (email === undefined)
    throw fieldProblem('email', 'invalid_email', 'must be one e-mail address such as name@example.com');
  return email;
}

async function refuseBadPassword(context: CreateAdminContext, email: ParsedEmail, password: string): Promise<void> {
  const fault = findPasswordFault(password, { minLength: context.config.passwordMinLength });
  if (fault !== undefined) throw fieldProblem('password', fault.code, fault.message);
  await refuseWeakPassword(context, { password, names: [email.email, email.canonical] });
}
