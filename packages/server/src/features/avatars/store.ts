import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

// Waits for whoever deletes the account just now, and then finds none.
const insert = statement<{ key: string; account_id: string; unused_ms: number }>(
  'avatar_files.create',
  `INSERT INTO avatar_files (key, account_id, created_at, remove_at, tries)
   SELECT CAST(:key AS text), id, now_ms(), now_ms() + CAST(:unused_ms AS bigint), 0
   FROM accounts WHERE id = :account_id AND status = 'active' {for share}`,
);
const use = statement<{ key: string; account_id: string }>(
  'avatar_files.use',
  `UPDATE avatar_files SET remove_at = NULL
   WHERE key = :key AND account_id = :account_id AND remove_at IS NOT NULL AND tries = 0`,
);
const retire = statement<{ account_id: string; key: string }>(
  'avatar_files.retire_others',
  `UPDATE avatar_files SET remove_at = now_ms()
   WHERE account_id = :account_id AND remove_at IS NULL AND key <> :key`,
);
const discard = statement<{ key: string }>(
  'avatar_files.discard',
  'UPDATE avatar_files SET remove_at = now_ms() WHERE key = :key AND remove_at IS NOT NULL',
);
const shown = statement<{ key: string }, { key: string }>(
  'avatar_files.find_shown',
  `SELECT avatar_files.key FROM avatar_files JOIN accounts ON accounts.id = avatar_files.account_id
   WHERE avatar_files.key = :key AND accounts.avatar_key = avatar_files.key`,
);
const ownerless = statement<{ limit: number }>(
  'avatar_files.retire_ownerless',
  `UPDATE avatar_files SET remove_at = now_ms()
   WHERE key IN (SELECT key FROM avatar_files WHERE account_id IS NULL AND remove_at IS NULL LIMIT CAST(:limit AS bigint))
     AND remove_at IS NULL`,
);
// A claim is the next try: whoever dies with it is followed a little later. The conditions stand twice, as in the outbox.
const claim = statement<{ wait_ms: number; most_waits: number; limit: number }, { key: string; tries: number }>(
  'avatar_files.claim',
  `UPDATE avatar_files SET tries = tries + 1, remove_at = now_ms() + CAST(:wait_ms AS bigint) *
     (CASE WHEN tries < CAST(:most_waits AS integer) THEN tries + 1 ELSE CAST(:most_waits AS integer) END)
   WHERE remove_at <= now_ms()
     AND key IN (SELECT key FROM avatar_files WHERE remove_at <= now_ms() ORDER BY remove_at, key LIMIT CAST(:limit AS bigint))
   RETURNING key, tries`,
);
const forget = statement<{ key: string }>(
  'avatar_files.delete',
  'DELETE FROM avatar_files WHERE key = :key AND remove_at IS NOT NULL',
);
const overdue = statement<Record<never, never>, { files: number }>(
  'avatar_files.count_overdue',
  'SELECT COUNT(*) AS files FROM avatar_files WHERE remove_at IS NOT NULL AND tries > 1',
);

/** Long after any upload has come to its end. */
const unusedMs = 10 * 60 * 1000;
/** A minute after the first try, two after the second, and an hour at most. */
const waitMs = 60_000;
const mostWaits = 60;

/**
 * Noted before the file is written, so that one nobody comes to use is found and removed.
 *
 * @returns false for an account that is suspended or gone
 */
export const createAvatarFile = async (executor: Executor, key: string, accountId: string): Promise<boolean> =>
  (await executor.change(insert, { key, account_id: accountId, unused_ms: unusedMs })) > 0;

/** @returns false when it is being removed, or its account is gone */
export const useAvatarFile = async (transaction: Transaction, key: string, accountId: string): Promise<boolean> =>
  (await transaction.change(use, { key, account_id: accountId })) > 0;

/** One picture for each account (L9): every other one that it has shown is removed. */
export const retireAvatarFiles = (transaction: Transaction, accountId: string, exceptKey: string | null) =>
  transaction.change(retire, { account_id: accountId, key: exceptKey ?? '' });

/** Of a file that did not come into use: no need to wait. */
export const discardAvatarFile = (executor: Executor, key: string): Promise<number> =>
  executor.change(discard, { key });

/** Whether an account shows it now: what is to be removed is not served any more, wherever it still lies. */
export const isAvatarShown = async (executor: Executor, key: string): Promise<boolean> =>
  (await executor.first(shown, { key })) !== undefined;

/** Those of deleted accounts. @returns how many were found */
export const retireOwnerlessFiles = (executor: Executor, limit: number): Promise<number> =>
  executor.change(ownerless, { limit });

/** Takes files that are due; any number of nodes may ask. `tries` counts this one. */
export const claimAvatarFiles = (executor: Executor, limit: number): Promise<{ key: string; tries: number }[]> =>
  executor.all(claim, { wait_ms: waitMs, most_waits: mostWaits, limit });

export const deleteAvatarFile = (executor: Executor, key: string): Promise<number> => executor.change(forget, { key });

/** Files that should be gone and could not be removed at the first try. */
export const countOverdueFiles = async (executor: Executor): Promise<number> =>
  (await executor.first(overdue, {}))?.files ?? 0;
