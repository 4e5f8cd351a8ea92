import type { ParsedEmail } from '#features/accounts/parse-email.ts';
import { type Account, createFirstAdmin, hasAdmin } from '#features/accounts/store.ts';
import { takenNameProblem } from '#features/accounts/taken-names.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import {
  refuseWeakPassword,
  type WeakPasswordContext,
} from '#features/authenticators/passwords/refuse-weak-password.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { consumeSetupToken, isSetupToken } from '#features/one-time-tokens/setup-token.ts';
import { takeProofTry } from '#features/one-time-tokens/throttle-proofs.ts';
import type { Counters } from '#platform/counters/counters.ts';
import { randomId } from '#platform/crypto/random.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';

export type SetUpContext = WeakPasswordContext & {
  database: Database;
  counters: Counters;
  passwordHashing: PasswordHashing;
};

export type SetUp = { token: string; email: ParsedEmail; password: string; locale: string | null };

/**
 * Makes the first administrator by the link that was printed at start. It works once, and only while there is none: both
 * are conditions of the statements themselves, so of parallel calls one succeeds (N8).
 *
 * @throws Problem 400 `invalid_token`, 409 `setup_done` or `email_taken`, 422 for a weak password, 429, 503 `overloaded`
 */
export async function setUp(
  context: SetUpContext,
  { token, email, password, locale }: SetUp,
  facts: RequestFacts,
): Promise<Account> {
  const { database } = context;
  const tryOut = await takeProofTry(context, facts);
  if (await hasAdmin(database.read)) throw new Problem('setup_done');
  if (!(await isSetupToken(database.read, token))) throw new Problem('invalid_token');
  await tryOut.giveBack();
  await refuseWeakPassword(context, { password, names: [email.email, email.canonical] });
  const hash = await context.passwordHashing.hash(password);
  return database.transaction(async (transaction) => {
    if (!(await consumeSetupToken(transaction, token))) throw new Problem('setup_done');
    const admin = await createAdminRow(transaction, email, locale);
    await setPassword(transaction, admin.id, hash);
    await recordAuditEvent(transaction, {
      type: 'admin_created',
      accountId: admin.id,
      facts,
      details: { by: 'setup_link' },
    });
    return admin;
  });
}

async function createAdminRow(transaction: Transaction, email: ParsedEmail, locale: string | null): Promise<Account> {
  try {
    const row = { id: randomId(), email: email.email, email_canonical: email.canonical, locale };
    const admin = await createFirstAdmin(transaction, row);
    if (admin === undefined) throw new Problem('setup_done');
    return admin;
  } catch (error) {
    throw takenNameProblem(error) ?? error;
  }
}
