import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

type Key = { account_id: string; fingerprint: Uint8Array };

const known = statement<Key, { sign_ins: number }>(
  'known_devices.find',
  'SELECT sign_ins FROM known_devices WHERE account_id = :account_id AND fingerprint = :fingerprint',
);
const upsert = statement<Key, { sign_ins: number }>(
  'known_devices.remember',
  `INSERT INTO known_devices (account_id, fingerprint, sign_ins, first_seen_at, last_seen_at)
   VALUES (:account_id, :fingerprint, 1, now_ms(), now_ms())
   ON CONFLICT (account_id, fingerprint) DO UPDATE SET sign_ins = known_devices.sign_ins + 1, last_seen_at = now_ms()
   RETURNING sign_ins`,
);
const other = statement<Key, { sign_ins: number }>(
  'known_devices.find_other',
  'SELECT sign_ins FROM known_devices WHERE account_id = :account_id AND fingerprint <> :fingerprint LIMIT 1',
);
const unseen = statement<{ kept: number }>(
  'known_devices.delete_unseen',
  'DELETE FROM known_devices WHERE last_seen_at + :kept < now_ms()',
);

export const isDeviceKnown = async (executor: Executor, accountId: string, fingerprint: Uint8Array): Promise<boolean> =>
  (await executor.first(known, { account_id: accountId, fingerprint })) !== undefined;

/** @returns whether it was not known before: of parallel sign-ins from one new device exactly one is told so */
export const rememberFingerprint = async (
  transaction: Transaction,
  accountId: string,
  fingerprint: Uint8Array,
): Promise<boolean> => (await transaction.first(upsert, { account_id: accountId, fingerprint }))?.sign_ins === 1;

export const hasOtherDevice = async (
  transaction: Transaction,
  accountId: string,
  fingerprint: Uint8Array,
): Promise<boolean> => (await transaction.first(other, { account_id: accountId, fingerprint })) !== undefined;

export const deleteUnseenDevices = (executor: Executor, keptSeconds: number): Promise<number> =>
  executor.change(unseen, { kept: keptSeconds * 1000 });
