import { newAccount, type Person } from '#features/accounts/new-account.ts';
import { mailAddressOf, type ParsedEmail } from '#features/accounts/parse-email.ts';
import {
  type Account,
  createAccount,
  findAccountByEmail,
  type NewAccount,
  verifyAccountEmail,
} from '#features/accounts/store.ts';
import { takenNameProblem } from '#features/accounts/taken-names.ts';
import { recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import type { PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import {
  refuseWeakPassword,
  type WeakPasswordContext,
} from '#features/authenticators/passwords/refuse-weak-password.ts';
import { setPassword } from '#features/authenticators/passwords/store.ts';
import { mailVerification, type VerificationContext } from '#features/email-verification/issue-verification.ts';
import { takeMailAllowance } from '#features/email-verification/limit-mails.ts';
import { acceptInvitation, findInvitation, type Invited } from '#features/invitations/accept-invitation.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import type { Counters } from '#platform/counters/counters.ts';
import type { Database, Transaction } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import type { LoadWatch } from '#platform/http/load-watch.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';
import { admitAddress, type SignUpRules, takeSignUp } from './admit-sign-up.ts';

export type SignUpContext = VerificationContext &
  WeakPasswordContext & {
    database: Database;
    counters: Counters;
    load: LoadWatch;
    passwordHashing: PasswordHashing;
    outbox: { wake(): void };
    config: SignUpRules & {
      mail: 'smtp' | 'inbox' | 'off';
      limits: { mailsPerHour: number };
    };
  };

export type SignUp = Person & { password: string; invitation?: string | undefined };

/** The token that was shown, and what it gives. */
type Invitation = Invited & { token: string };

/**
 * Makes an account, its password and the mail that verifies its address in one transaction; whoever else wants the
 * address or the username at the same moment loses to the unique constraint (A9).
 *
 * @returns the account; undefined with `SIGN_UP_DISCLOSURE=silent`, for known and unknown addresses alike
 * @throws Problem 400 `invalid_token` of an invitation, 403 `sign_up_closed`, 409 `email_taken` or `username_taken`, 422 `domain_not_allowed` or for a weak
 *   password, 429, 503
 */
export async function signUp(
  context: SignUpContext,
  person: SignUp,
  facts: RequestFacts,
): Promise<Account | undefined> {
  await takeSignUp(context, facts);
  const invitation = await readInvitation(context, person);
  admitAddress(context.config, person.email, invitation);
  await refuseWeakPassword(context, { password: person.password, names: namesOf(person) });
  const hash = await context.passwordHashing.hash(person.password);
  const newcomer = { row: newAccount(person), email: person.email, hash, invitation, facts };
  // Whoever has read the mailbox may know what stands there already.
  const isTold = context.config.signUpDisclosure === 'conflict' || invitation?.isAddressProved;
  if (isTold) return createSignedUp(context, newcomer);
  await signUpSilently(context, newcomer);
  return undefined;
}

async function readInvitation(
  { database }: SignUpContext,
  { invitation: token, email }: SignUp,
): Promise<Invitation | undefined> {
  return token === undefined ? undefined : { ...(await findInvitation(database.read, token, email)), token };
}

/** From the request alone, so that the answer says nothing about accounts. */
const namesOf = ({ email, username, firstName, lastName }: SignUp) => [
  email.email,
  email.canonical,
  username?.username,
  firstName,
  lastName,
];

type Newcomer = {
  row: NewAccount;
  email: ParsedEmail;
  hash: string;
  invitation: Invitation | undefined;
  facts: RequestFacts;
};

async function createSignedUp(context: SignUpContext, newcomer: Newcomer): Promise<Account> {
  try {
    const account = await context.database.transaction((transaction) => createAll(context, transaction, newcomer));
    context.outbox.wake();
    return account;
  } catch (error) {
    throw takenNameProblem(error) ?? error;
  }
}

async function createAll(
  context: SignUpContext,
  transaction: Transaction,
  { row, email, hash, invitation, facts }: Newcomer,
): Promise<Account> {
  const created = await createAccount(transaction, { ...row, role: invitation?.role ?? row.role });
  await setPassword(transaction, created.id, hash);
  const details = invitation && { invitation_id: invitation.id, role: invitation.role };
  await recordAuditEvent(transaction, {
    type: 'account_created',
    accountId: created.id,
    facts,
    ...(details && { details }),
  });
  if (invitation !== undefined)
    await acceptInvitation(transaction, { token: invitation.token, email, accountId: created.id });
  if (invitation?.isAddressProved) {
    await recordAuditEvent(transaction, { type: 'email_verified', accountId: created.id, facts });
    return (await verifyAccountEmail(transaction, created.id, email.canonical)) ?? created;
  }
  if (context.config.mail !== 'off') await mailVerification(context, transaction, created);
  return created;
}

/** A known address costs what an unknown one costs: the hash, and one transaction with a mail in it (A8, B3). */
async function signUpSilently(context: SignUpContext, newcomer: Newcomer): Promise<void> {
  const { row, facts } = newcomer;
  const owner = await findAccountByEmail(context.database.read, row.email_canonical);
  if (owner !== undefined) return noticeOwner(context, owner, facts);
  try {
    await createSignedUp(context, newcomer);
  } catch (error) {
    const winner = isTaken(error) ? await findAccountByEmail(context.database.read, row.email_canonical) : undefined;
    if (winner === undefined) throw error;
    await noticeOwner(context, winner, facts);
  }
}

const isTaken = (error: unknown): boolean => error instanceof Problem && error.code === 'email_taken';

/** Nothing of the account changes. The notice stands in for a verification mail, so it counts as one. */
async function noticeOwner(context: SignUpContext, owner: Account, facts: RequestFacts): Promise<void> {
  const { publicUrl, mail } = context.config;
  const isMailed = mail !== 'off' && (await takeMailAllowance(context, owner.email_canonical));
  await context.database.transaction(async (transaction) => {
    await recordAuditEvent(transaction, { type: 'sign_up_attempted', accountId: owner.id, facts });
    if (isMailed)
      await queueMail(context, transaction, {
        kind: 'sign_up_attempted',
        accountId: owner.id,
        to: mailAddressOf(owner),
        locale: pickLocale(owner.locale),
        signInLink: `${publicUrl}/sign-in`,
        resetLink: `${publicUrl}/forgotten-password`,
      });
  });
  context.outbox.wake();
}
