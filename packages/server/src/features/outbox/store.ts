import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** A mail that this process may send until its claim ends. `tries` numbers the claim: what an older claim has to say is void. */
export type ClaimedMail = {
  id: string;
  kind: string;
  sealed_message: Uint8Array;
  tries: number;
  created_at: number;
  /** The database's clock at the claim. */
  now: number;
};
type Claim = Pick<ClaimedMail, 'id' | 'tries'>;

/** `last_error` of mails that could not even be handed over, because no conversation with the mail server came about. */
const unreachablePrefix = 'unreachable';

const insert = statement<{ id: string; kind: string; account_id: string | null; sealed_message: Uint8Array }>(
  'outbox.create',
  `INSERT INTO outbox (id, kind, account_id, sealed_message, tries, created_at, next_try_at)
   VALUES (:id, :kind, :account_id, :sealed_message, 0, now_ms(), now_ms())`,
);
// The conditions stand twice: on PostgreSQL the loser of a race waits for the winner's row and reads the outer ones again.
const claim = statement<{ claim_ms: number; limit: number }, ClaimedMail>(
  'outbox.claim',
  `UPDATE outbox SET claimed_until = now_ms() + CAST(:claim_ms AS bigint), tries = tries + 1
   WHERE next_try_at <= now_ms() AND (claimed_until IS NULL OR claimed_until <= now_ms())
     AND id IN (SELECT id FROM outbox
       WHERE next_try_at <= now_ms() AND (claimed_until IS NULL OR claimed_until <= now_ms())
       ORDER BY next_try_at, id LIMIT CAST(:limit AS bigint))
   RETURNING id, kind, sealed_message, tries, created_at, now_ms() AS now`,
);
const extend = statement<Claim & { claim_ms: number }>(
  'outbox.extend_claim',
  `UPDATE outbox SET claimed_until = now_ms() + CAST(:claim_ms AS bigint)
   WHERE id = :id AND tries = :tries AND next_try_at IS NOT NULL`,
);
const sent = statement<{ id: string }>(
  'outbox.mark_sent',
  `UPDATE outbox SET sent_at = now_ms(), next_try_at = NULL, claimed_until = NULL, sealed_message = NULL, last_error = NULL
   WHERE id = :id AND sent_at IS NULL`,
);
const failed = statement<Claim & { last_error: string }>(
  'outbox.mark_failed',
  `UPDATE outbox SET failed_at = now_ms(), next_try_at = NULL, claimed_until = NULL, sealed_message = NULL,
     last_error = :last_error
   WHERE id = :id AND tries = :tries AND next_try_at IS NOT NULL`,
);
const postpone = statement<Claim & { wait_ms: number; last_error: string }>(
  'outbox.postpone',
  `UPDATE outbox SET next_try_at = now_ms() + CAST(:wait_ms AS bigint), claimed_until = NULL, last_error = :last_error
   WHERE id = :id AND tries = :tries AND next_try_at IS NOT NULL`,
);
const anyUnreachable = statement<{ length: number; prefix: string }, { id: string }>(
  'outbox.find_unreachable',
  `SELECT id FROM outbox WHERE next_try_at > now_ms() AND substr(last_error, 1, CAST(:length AS integer)) = :prefix LIMIT 1`,
);
const releaseUnreachable = statement<{ length: number; prefix: string }>(
  'outbox.release_unreachable',
  `UPDATE outbox SET next_try_at = now_ms()
   WHERE next_try_at > now_ms() AND substr(last_error, 1, CAST(:length AS integer)) = :prefix`,
);
const waiting = statement<Record<never, never>, { waiting: number; oldest: number | null; now: number }>(
  'outbox.count_waiting',
  'SELECT COUNT(*) AS waiting, MIN(created_at) AS oldest, now_ms() AS now FROM outbox WHERE next_try_at IS NOT NULL',
);
const failedSince = statement<{ milliseconds: number }, { failed: number }>(
  'outbox.count_failed',
  'SELECT COUNT(*) AS failed FROM outbox WHERE failed_at > now_ms() - CAST(:milliseconds AS bigint)',
);
const forget = statement<{ sent_ms: number; failed_ms: number }>(
  'outbox.delete_old',
  `DELETE FROM outbox WHERE sent_at < now_ms() - CAST(:sent_ms AS bigint)
     OR failed_at < now_ms() - CAST(:failed_ms AS bigint)`,
);

/** Mails whose link or code is the point of them; a notice is still true when its link is dead. */
const linkKinds = ['verify_email', 'reset_password', 'invitation', 'confirm_new_email'] as const;
const waitingLinks = statement<Record<never, never>>(
  'outbox.delete_waiting_links',
  `DELETE FROM outbox WHERE next_try_at IS NOT NULL AND kind IN (${linkKinds.map((kind) => `'${kind}'`).join(', ')})`,
);

const ofAccount = statement<{ account_id: string }>(
  'outbox.delete_of_account',
  'DELETE FROM outbox WHERE account_id = :account_id',
);

const unreachable = { length: unreachablePrefix.length, prefix: unreachablePrefix };
const dayMs = 86_400_000;

export const createMail = (
  transaction: Transaction,
  mail: { id: string; kind: string; account_id: string | null; sealed_message: Uint8Array },
): Promise<number> => transaction.change(insert, mail);

/** Takes up to `limit` mails that are due and that nobody else holds, for `claimMs` milliseconds. Any number of nodes may ask. */
export const claimMails = (executor: Executor, limit: number, claimMs: number): Promise<ClaimedMail[]> =>
  executor.all(claim, { limit, claim_ms: claimMs });

/** @returns false when the claim is no longer ours */
export const extendClaim = async (executor: Executor, { id, tries }: Claim, claimMs: number): Promise<boolean> =>
  (await executor.change(extend, { id, tries, claim_ms: claimMs })) > 0;

/** Sent is sent, whoever holds the claim by now. The message is wiped. */
export const markMailSent = (executor: Executor, id: string): Promise<number> => executor.change(sent, { id });

/** Given up for good. The message is wiped. */
export const markMailFailed = (executor: Executor, { id, tries }: Claim, lastError: string): Promise<number> =>
  executor.change(failed, { id, tries, last_error: lastError });

export const postponeMail = (
  executor: Executor,
  { id, tries }: Claim,
  waitMs: number,
  lastError: string,
): Promise<number> => executor.change(postpone, { id, tries, wait_ms: waitMs, last_error: lastError });

export const hasUnreachableMails = async (executor: Executor): Promise<boolean> =>
  (await executor.first(anyUnreachable, unreachable)) !== undefined;

/** Makes every mail due at once that waits only because the mail server was away. */
export const releaseUnreachableMails = (executor: Executor): Promise<number> =>
  executor.change(releaseUnreachable, unreachable);

/** `failed` counts the last 24 hours; `oldestSeconds` is the age of the oldest mail that waits. */
export async function countMails(
  executor: Executor,
): Promise<{ waiting: number; failed: number; oldestSeconds: number | null }> {
  const [queue, failures] = await Promise.all([
    executor.first(waiting, {}),
    executor.first(failedSince, { milliseconds: dayMs }),
  ]);
  const oldest = queue?.oldest ?? null;
  return {
    waiting: queue?.waiting ?? 0,
    failed: failures?.failed ?? 0,
    oldestSeconds: queue === undefined || oldest === null ? null : Math.max(0, Math.floor((queue.now - oldest) / 1000)),
  };
}

/** Removes what was sent over a week ago and what failed over a month ago. */
export const deleteOldMails = (executor: Executor): Promise<number> =>
  executor.change(forget, { sent_ms: 7 * dayMs, failed_ms: 30 * dayMs });

/** Waiting mails whose links and codes are dead by now. @returns how many */
export const deleteWaitingLinks = (transaction: Transaction): Promise<number> => transaction.change(waitingLinks, {});

/** Waiting ones are not sent any more; one that is just being handed over may still arrive. */
export const deleteMailsOf = (transaction: Transaction, accountId: string): Promise<number> =>
  transaction.change(ofAccount, { account_id: accountId });
/** A mail as administrators may see it: never what it says. */
export type ListedMail = Pick<ClaimedMail, 'id' | 'kind' | 'tries' | 'created_at'> & {
  account_id: string | null;
  next_try_at: number | null;
  sent_at: number | null;
  failed_at: number | null;
  last_error: string | null;
};
const newest = statement<{ created_at: number; id: string; limit: number }, ListedMail>(
  'outbox.list',
  `SELECT id, kind, account_id, tries, created_at, next_try_at, sent_at, failed_at, last_error FROM outbox
   WHERE (created_at, id) < (:created_at, :id) ORDER BY created_at DESC, id DESC LIMIT CAST(:limit AS bigint)`,
);
const countKept = statement<{ most: number }, { mails: number }>(
  'outbox.count',
  'SELECT COUNT(*) AS mails FROM (SELECT id FROM outbox LIMIT CAST(:most AS bigint)) AS kept',
);

/** Newest first, from behind `before`. */
export const listMails = (
  executor: Executor,
  page: { before: { createdAt: number; id: string } | null; limit: number },
): Promise<ListedMail[]> =>
  executor.all(newest, {
    created_at: page.before?.createdAt ?? Number.MAX_SAFE_INTEGER,
    id: page.before?.id ?? '',
    limit: page.limit,
  });

/** Counts the mails that are kept, up to `most` of them. */
export const countKeptMails = async (executor: Executor, most: number): Promise<number> =>
  (await executor.first(countKept, { most }))?.mails ?? 0;
