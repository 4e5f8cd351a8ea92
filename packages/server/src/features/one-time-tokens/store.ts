import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** What a token is for. It is good at that one consumer only (C1). */
export const oneTimePurposes = ['verify_email', 'reset_password', 'change_email'] as const;
export type OneTimePurpose = (typeof oneTimePurposes)[number];

type NewToken = {
  id: string;
  purpose: OneTimePurpose;
  account_id: string;
  email_canonical: string;
  new_email: string | null;
  credential_version: number | null;
  token_hash: Uint8Array;
  code_hash: Uint8Array | null;
  lifetime: number;
  code_lifetime: number | null;
};
export type Spent = {
  account_id: string;
  email_canonical: string;
  new_email: string | null;
  credential_version: number | null;
};

export type SetupRow = { id: string; token_hash: Uint8Array };

/** Of the code of one token. With 10⁸ codes, a row that is guessed at is worth 5 in 10⁸. */
const codeTries = 5;

const spentColumns = 'account_id, email_canonical, new_email, credential_version';

const upsert = statement<NewToken>(
  'one_time_tokens.issue',
  `INSERT INTO one_time_tokens (id, purpose, account_id, email_canonical, new_email, credential_version, token_hash,
     code_hash, code_tries, code_expires_at, created_at, expires_at, consumed_at)
   VALUES (:id, :purpose, :account_id, :email_canonical, :new_email, :credential_version, :token_hash, :code_hash, 0,
     now_ms() + CAST(:code_lifetime AS bigint), now_ms(), now_ms() + CAST(:lifetime AS bigint), NULL)
   ON CONFLICT (account_id, purpose) DO UPDATE SET id = excluded.id, email_canonical = excluded.email_canonical,
     new_email = excluded.new_email, credential_version = excluded.credential_version, token_hash = excluded.token_hash, code_hash = excluded.code_hash, code_tries = 0,
     code_expires_at = excluded.code_expires_at, created_at = excluded.created_at,
     expires_at = excluded.expires_at, consumed_at = NULL`,
);
const live = statement<{ purpose: OneTimePurpose; token_hash: Uint8Array }, Spent>(
  'one_time_tokens.find_live',
  `SELECT ${spentColumns} FROM one_time_tokens
   WHERE token_hash = :token_hash AND purpose = :purpose AND consumed_at IS NULL AND expires_at > now_ms()`,
);
const spend = statement<{ purpose: OneTimePurpose; token_hash: Uint8Array }, Spent>(
  'one_time_tokens.consume',
  `UPDATE one_time_tokens SET consumed_at = now_ms()
   WHERE token_hash = :token_hash AND purpose = :purpose AND consumed_at IS NULL AND expires_at > now_ms()
   RETURNING ${spentColumns}`,
);
const spendByCode = statement<
  { purpose: OneTimePurpose; account_id: string; code_hash: Uint8Array; tries: number },
  Spent & { consumed_at: number | null }
>(
  'one_time_tokens.consume_code',
  `UPDATE one_time_tokens SET code_tries = code_tries + 1,
     consumed_at = CASE WHEN code_hash = :code_hash THEN now_ms() ELSE consumed_at END
   WHERE account_id = :account_id AND purpose = :purpose AND consumed_at IS NULL AND code_expires_at > now_ms()
     AND code_tries < :tries
   RETURNING ${spentColumns}, consumed_at`,
);
const ofAccount = statement<{ account_id: string }>(
  'one_time_tokens.delete_of_account',
  'DELETE FROM one_time_tokens WHERE account_id = :account_id',
);
const lockAll = statement<{ account_id: string }, { id: string }>(
  'one_time_tokens.lock_of_account',
  'SELECT id FROM one_time_tokens WHERE account_id = :account_id ORDER BY purpose {for update}',
);
const insertSetup = statement<{ id: string; token_hash: Uint8Array; lifetime: number }>(
  'one_time_tokens.create_setup',
  `INSERT INTO one_time_tokens (id, purpose, account_id, email_canonical, token_hash, code_tries, created_at, expires_at)
   VALUES (:id, 'setup', NULL, NULL, :token_hash, 0, now_ms(), now_ms() + CAST(:lifetime AS bigint))
   ON CONFLICT DO NOTHING`,
);
const setup = statement<Record<never, never>, SetupRow>(
  'one_time_tokens.find_setup',
  "SELECT id, token_hash FROM one_time_tokens WHERE purpose = 'setup'",
);
const spendSetup = statement<{ token_hash: Uint8Array }, { id: string }>(
  'one_time_tokens.consume_setup',
  "DELETE FROM one_time_tokens WHERE purpose = 'setup' AND token_hash = :token_hash RETURNING id",
);
const anySetup = statement<Record<never, never>>(
  'one_time_tokens.delete_setup',
  "DELETE FROM one_time_tokens WHERE purpose = 'setup'",
);
const every = statement<Record<never, never>>('one_time_tokens.delete_every', 'DELETE FROM one_time_tokens');
const expired = statement<{ limit: number }>(
  'one_time_tokens.delete_expired',
  `DELETE FROM one_time_tokens WHERE id IN
     (SELECT id FROM one_time_tokens WHERE expires_at <= now_ms() ORDER BY expires_at LIMIT :limit)`,
);

export const upsertOneTimeToken = (transaction: Transaction, token: NewToken): Promise<number> =>
  transaction.change(upsert, token);

export const findLiveToken = (
  executor: Executor,
  purpose: OneTimePurpose,
  tokenHash: Uint8Array,
): Promise<Spent | undefined> => executor.first(live, { purpose, token_hash: tokenHash });

export const spendToken = (
  transaction: Transaction,
  purpose: OneTimePurpose,
  tokenHash: Uint8Array,
): Promise<Spent | undefined> => transaction.first(spend, { purpose, token_hash: tokenHash });

/** Counts the try and judges it in one statement, so that parallel guesses are counted as well (C2). */
export async function spendTokenByCode(
  transaction: Transaction,
  purpose: OneTimePurpose,
  accountId: string,
  codeHash: Uint8Array,
): Promise<Spent | undefined> {
  const tried = await transaction.first(spendByCode, {
    purpose,
    account_id: accountId,
    code_hash: codeHash,
    tries: codeTries,
  });
  return tried !== undefined && tried.consumed_at !== null ? tried : undefined;
}

/** In one order, so that two who each want all of them do not wait for each other. */
export const lockOneTimeTokensOf = async (transaction: Transaction, accountId: string): Promise<void> => {
  await transaction.all(lockAll, { account_id: accountId });
};

/** After a change of password or address: whatever was mailed before is dead (C5, C6). */
export const deleteOneTimeTokensOf = async (transaction: Transaction, accountId: string): Promise<number> => {
  await lockOneTimeTokensOf(transaction, accountId);
  return transaction.change(ofAccount, { account_id: accountId });
};

/** Of everybody, and the setup link. */
export const deleteEveryOneTimeToken = (transaction: Transaction): Promise<number> => transaction.change(every, {});

/** @returns how many rows went, at most `limit` */
export const deleteExpiredTokens = (executor: Executor, limit: number): Promise<number> =>
  executor.change(expired, { limit });

/** Does nothing where there is one already: there is at most one, by a unique index. */
export const createSetupRow = (
  transaction: Transaction,
  row: { id: string; token_hash: Uint8Array; lifetimeSeconds: number },
): Promise<number> =>
  transaction.change(insertSetup, { id: row.id, token_hash: row.token_hash, lifetime: row.lifetimeSeconds * 1000 });

export const findSetupRow = (executor: Executor): Promise<SetupRow | undefined> => executor.first(setup, {});

export const spendSetupRow = async (transaction: Transaction, tokenHash: Uint8Array): Promise<boolean> =>
  (await transaction.first(spendSetup, { token_hash: tokenHash })) !== undefined;

export const deleteSetupRow = (transaction: Transaction): Promise<number> => transaction.change(anySetup, {});
