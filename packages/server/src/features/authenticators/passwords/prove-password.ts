import { mailAddressOf } from '#features/accounts/parse-email.ts';
import type { Account } from '#features/accounts/store.ts';
import { type AuditEventType, recordAuditEvent } from '#features/audit-log/record-audit-event.ts';
import { findKnownDevice } from '#features/devices/find-known-device.ts';
import { queueMail } from '#features/outbox/queue-mail.ts';
import type { RefreshToken } from '#features/sessions/refresh-token.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { Problem } from '#platform/errors.ts';
import { type LoadWatch, overloadSeconds, refuseUnderStrain } from '#platform/http/load-watch.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import { pickLocale } from '#platform/locales.ts';
import { giveBackFailure, mostFailures, takeDecoyGuess, takeStoredGuess } from './store.ts';
import { type GuessContext, takePasswordGuess } from './throttle-guesses.ts';
import { type VerifyPasswordContext, verifyPassword } from './verify-password.ts';

export type ProvePasswordContext = GuessContext &
  VerifyPasswordContext & {
    database: Database;
    secrets: Secrets;
    load: LoadWatch;
    outbox: { wake(): void };
    config: { publicUrl: string; mail: 'smtp' | 'inbox' | 'off' };
  };

export type PasswordProof = {
  /** Undefined where nobody has that name: the same work is done, and the answer is no. */
  account: Account | undefined;
  /** What is counted where there is no account. */
  name: string;
  password: string;
  /** What is recorded when the proof fails. */
  failure: Extract<AuditEventType, 'sign_in_failed' | 'reauthentication_failed'>;
  facts: RequestFacts;
  /** A refresh token of ours that came along: it makes the device a known one. */
  carried?: RefreshToken | undefined;
};

/** `isKnownDevice`: the device has signed in to this account before. */
export type PasswordVerdict = { isRight: boolean; isKnownDevice: boolean };

/**
 * Whether this is the password of an active account. Every way that takes a password comes through here, so that all of
 * them share one count (B7, B9): sign-in by any name, the token endpoint, reauthentication. After a right one the caller
 * forgets the failures on disk, in the transaction of what the password was proved for.
 *
 * @throws Problem 429, 503 `overloaded`
 */
export async function provePassword(context: ProvePasswordContext, proof: PasswordProof): Promise<PasswordVerdict> {
  const { account, name, password, facts, carried } = proof;
  const { database } = context;
  refuseCrowd(context);
  const deviceKey = await findKnownDevice(context, { accountId: account?.id ?? '', facts, carried });
  const isKnownDevice = deviceKey !== undefined;
  const guess = await takePasswordGuess(context, { accountKey: account?.id ?? name, deviceKey, facts });
  // Nothing was guessed: neither a busy minute nor a database that is away may be held against anybody.
  const stored = await countOnDisk(context, account).catch(async (error: unknown) => {
    await guess.giveBack();
    throw error;
  });
  const isRight = await verifyPassword(context, account, stored?.hash, password).catch(async (error: unknown) => {
    await guess.giveBack();
    if (stored !== undefined && account !== undefined) await giveBackFailure(database.write, account.id);
    throw error;
  });
  if (account?.status === 'active' && isRight) {
    await guess.forgive();
    return { isRight: true, isKnownDevice };
  }
  await recordFailure(context, proof, stored?.failures);
  return { isRight: false, isKnownDevice };
}

/**
 * Where there is too much to do already, a guess is refused before anything is looked up or counted for it.
 *
 * @throws Problem 503 `overloaded`
 */
export function refuseCrowd(context: Pick<ProvePasswordContext, 'load' | 'passwordHashing'>): void {
  refuseUnderStrain(context);
  if (!context.passwordHashing.hasRoom()) throw new Problem('overloaded', { retryAfterSeconds: overloadSeconds() });
}

/**
 * Takes the guess on disk as well, in one conditional statement which also reads the hash: at a hundred in a row there is
 * nothing to take any more, in no process and after no restart (B11; NIST SP 800-63B-4 §3.2.2). A name that nobody has
 * writes elsewhere, so that both cost a commit (B1).
 */
async function countOnDisk({ database }: ProvePasswordContext, account: Account | undefined) {
  if (account !== undefined) {
    const stored = await takeStoredGuess(database.write, account.id);
    if (stored !== undefined) return stored;
  }
  await takeDecoyGuess(database.write);
  return undefined;
}

async function recordFailure(
  context: ProvePasswordContext,
  { account, failure, facts }: PasswordProof,
  failures: number | undefined,
): Promise<void> {
  const isLast = failures === mostFailures;
  await context.database.transaction(async (transaction) => {
    await recordAuditEvent(transaction, { type: failure, accountId: account?.id ?? null, facts });
    if (!isLast || account === undefined) return;
    await recordAuditEvent(transaction, { type: 'password_disabled', accountId: account.id, facts });
    if (context.config.mail === 'off' || account.status !== 'active') return;
    await queueMail(context, transaction, {
      kind: 'password_disabled',
      accountId: account.id,
      to: mailAddressOf(account),
      locale: pickLocale(account.locale),
      resetLink: `${context.config.publicUrl}/forgotten-password`,
    });
  });
  if (isLast) context.outbox.wake();
}
