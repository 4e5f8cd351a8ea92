import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

export type SigningKeyRow = {
  kid: string;
  algorithm: 'ES256' | 'EdDSA' | 'RS256';
  public_jwk: string;
  sealed_private_key: Uint8Array;
  created_at: number;
  retired_at: number | null;
  expires_at: number | null;
  /** Milliseconds since the key was made, by the database's clock. */
  age: number;
};

const insert = statement<Pick<SigningKeyRow, 'kid' | 'algorithm' | 'public_jwk' | 'sealed_private_key'>>(
  'signing_keys.create',
  `INSERT INTO signing_keys (kid, algorithm, public_jwk, sealed_private_key, created_at)
   VALUES (:kid, :algorithm, :public_jwk, :sealed_private_key, now_ms())`,
);
const live = statement<Record<never, never>, SigningKeyRow>(
  'signing_keys.list',
  `SELECT signing_keys.*, now_ms() - created_at AS age FROM signing_keys
   WHERE expires_at IS NULL OR expires_at > now_ms() ORDER BY created_at, kid`,
);
const isLive = statement<{ kid: string }, { kid: string }>(
  'signing_keys.find_live',
  'SELECT kid FROM signing_keys WHERE kid = :kid AND (expires_at IS NULL OR expires_at > now_ms())',
);
const retireOthers = statement<{ kid: string; lifetime: number }, { kid: string }>(
  'signing_keys.retire_others',
  `UPDATE signing_keys SET retired_at = now_ms(), expires_at = now_ms() + :lifetime
   WHERE kid <> :kid AND retired_at IS NULL RETURNING kid`,
);
const endOthers = statement<{ kid: string }, { kid: string }>(
  'signing_keys.end_others',
  `UPDATE signing_keys SET retired_at = COALESCE(retired_at, now_ms()), expires_at = now_ms()
   WHERE kid <> :kid AND (expires_at IS NULL OR expires_at > now_ms()) RETURNING kid`,
);
const expired = statement<Record<never, never>>(
  'signing_keys.delete_expired',
  'DELETE FROM signing_keys WHERE expires_at <= now_ms()',
);

export const createSigningKeyRow = (
  transaction: Transaction,
  key: Pick<SigningKeyRow, 'kid' | 'algorithm' | 'public_jwk' | 'sealed_private_key'>,
): Promise<number> => transaction.change(insert, key);

/** Keys that sign or may still have live tokens, oldest first. */
export const listSigningKeys = (executor: Executor): Promise<SigningKeyRow[]> => executor.all(live, {});

/** Whether tokens of this key may still be good: it was not revoked, and has not expired. */
export const isSigningKeyLive = async (executor: Executor, kid: string): Promise<boolean> =>
  (await executor.first(isLive, { kid })) !== undefined;

/** @returns the ids of the keys retired now */
export const retireOtherSigningKeys = async (
  transaction: Transaction,
  kid: string,
  lifetimeMilliseconds: number,
): Promise<string[]> =>
  (await transaction.all(retireOthers, { kid, lifetime: lifetimeMilliseconds })).map((row) => row.kid);

/**
 * Takes every other key out of the list at once, also one that was retired before and is still published.
 *
 * @returns the ids of the keys ended now
 */
export const endOtherSigningKeys = async (transaction: Transaction, kid: string): Promise<string[]> =>
  (await transaction.all(endOthers, { kid })).map((row) => row.kid);

export const deleteExpiredSigningKeys = (executor: Executor): Promise<number> => executor.change(expired, {});
