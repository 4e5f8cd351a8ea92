import type { Executor } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** How the scheduled backups go. Instants are milliseconds by the database's clock. */
export type BackupState = {
  succeeded_at: number | null;
  name: string | null;
  bytes: number | null;
  failed_at: number | null;
  last_error: string | null;
};

type Nothing = Record<never, never>;

const find = statement<Nothing, BackupState & { served_at: number | null; now: number }>(
  'backup_schedule.find',
  'SELECT served_at, succeeded_at, name, bytes, failed_at, last_error, now_ms() AS now FROM backup_schedule WHERE id = 1',
);
/** Of any number of nodes one gets the row; while it is at it, and until it may be tried again, nobody else does. */
const claim = statement<{ slot: number; claim_id: string; claim_ms: number }>(
  'backup_schedule.claim',
  `UPDATE backup_schedule SET claimed_until = now_ms() + CAST(:claim_ms AS bigint), claim_id = :claim_id
   WHERE id = 1 AND (served_at IS NULL OR served_at < CAST(:slot AS bigint))
     AND (claimed_until IS NULL OR claimed_until <= now_ms())`,
);
const extend = statement<{ claim_id: string; claim_ms: number }>(
  'backup_schedule.extend_claim',
  `UPDATE backup_schedule SET claimed_until = now_ms() + CAST(:claim_ms AS bigint)
   WHERE id = 1 AND claim_id = :claim_id`,
);
const succeed = statement<{ slot: number; claim_id: string; name: string; bytes: number }>(
  'backup_schedule.mark_served',
  `UPDATE backup_schedule SET served_at = CAST(:slot AS bigint), claimed_until = NULL, claim_id = NULL,
     succeeded_at = now_ms(), name = :name, bytes = :bytes, last_error = NULL, failed_at = NULL
   WHERE id = 1 AND claim_id = :claim_id`,
);
const note = statement<{ name: string; bytes: number }>(
  'backup_schedule.note_success',
  'UPDATE backup_schedule SET succeeded_at = now_ms(), name = :name, bytes = :bytes WHERE id = 1',
);
const fail = statement<{ claim_id: string; wait_ms: number; last_error: string }>(
  'backup_schedule.mark_failed',
  `UPDATE backup_schedule SET claimed_until = now_ms() + CAST(:wait_ms AS bigint), claim_id = NULL,
     failed_at = now_ms(), last_error = :last_error
   WHERE id = 1 AND claim_id = :claim_id`,
);
const release = statement<{ claim_id: string }>(
  'backup_schedule.release',
  'UPDATE backup_schedule SET claimed_until = NULL, claim_id = NULL WHERE id = 1 AND claim_id = :claim_id',
);

export async function findBackupState(
  executor: Executor,
): Promise<BackupState & { served_at: number | null; now: number }> {
  const state = await executor.first(find, {});
  if (state === undefined) throw new Error('backup_schedule has lost its row');
  return state;
}

/**
 * Takes the turn for one time of the schedule.
 *
 * @param slot the time, in milliseconds
 * @param claimId of this try; what an older one has to say later is void
 * @returns false where it was served, or somebody else is at it
 */
export const claimBackup = async (
  executor: Executor,
  { slot, claimId, claimMs }: { slot: number; claimId: string; claimMs: number },
): Promise<boolean> => (await executor.change(claim, { slot, claim_id: claimId, claim_ms: claimMs })) > 0;

/** @returns false when the claim is no longer ours */
export const extendBackupClaim = async (executor: Executor, claimId: string, claimMs: number): Promise<boolean> =>
  (await executor.change(extend, { claim_id: claimId, claim_ms: claimMs })) > 0;

export const markBackupServed = (
  executor: Executor,
  { slot, claimId, name, bytes }: { slot: number; claimId: string; name: string; bytes: number },
): Promise<number> => executor.change(succeed, { slot, claim_id: claimId, name, bytes });

/** For one that was taken by hand: the schedule goes on as it would have. */
export const noteBackup = (executor: Executor, backup: { name: string; bytes: number }): Promise<number> =>
  executor.change(note, backup);

/** Nobody tries again before `waitMs` have passed. */
export const markBackupFailed = (
  executor: Executor,
  { claimId, waitMs, lastError }: { claimId: string; waitMs: number; lastError: string },
): Promise<number> => executor.change(fail, { claim_id: claimId, wait_ms: waitMs, last_error: lastError });

/** It was not taken, and nothing is wrong: this process stops. */
export const releaseBackup = (executor: Executor, claimId: string): Promise<number> =>
  executor.change(release, { claim_id: claimId });
