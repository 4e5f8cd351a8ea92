import type { Executor, Transaction } from '#platform/database/database.ts';
import { batchedStatement, statement } from '#platform/database/statement.ts';

export type Transport = 'body' | 'cookie' | 'split';
export type EndReason =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'ended_by_account'
  | 'replaced'
  | 'replay'
  | 'password_reset'
  | 'suspended'
  | 'password_changed'
  | 'ended_by_admin'
  | 'deleted'
  | 'everything_ended';

/** One signed-in device. Instants are milliseconds by the database's clock. */
export type Session = {
  id: string;
  account_id: string;
  seed_hash: Uint8Array;
  key_id: number;
  generation: number;
  /** When the generation was made, or last given again to a parent whose child had not proved itself. */
  window_at: number;
  reissues: number;
  proved_at: number | null;
  generation_at: number;
  late_generation: number;
  late_streak: number;
  absolute_at: number;
  ended_at: number | null;
  ended_reason: EndReason | null;
  epoch: number;
  /** Since which epoch the present chain of tokens runs; null where that is `epoch`. */
  chain_epoch: number | null;
  transport: Transport;
  created_at: number;
  device_name: string | null;
  user_agent: string | null;
  ip: string | null;
  country: string | null;
};

/** What a rotation answers with, enough to mint the tokens of the row's generation. */
export type RotatedSession = Pick<
  Session,
  | 'account_id'
  | 'generation'
  | 'key_id'
  | 'reissues'
  | 'window_at'
  | 'generation_at'
  | 'absolute_at'
  | 'epoch'
  | 'transport'
  | 'created_at'
> & { now: number };

const rotatedColumns =
  'account_id, generation, key_id, reissues, window_at, generation_at, absolute_at, epoch, transport, created_at, now_ms() AS now';

/** The current token, presented after its window: it rotates. */
const rotates = 'generation = :gen AND (generation = 1 OR window_at + :grace < now_ms())';
/** The parent, presented while its child has not proved that it arrived: the same child again, and a new window. */
const reissues = 'generation = :gen + 1 AND proved_at IS NULL';

/**
 * The whole table of answers of a refresh, as one conditional statement (state-machine.md, beside this file).
 * Because the WHERE also admits the parent, the loser of a race is evaluated again on the winner's row and learns its
 * answer in the same round trip. Never join `accounts` here, and never wrap it in a CTE: both read an older snapshot.
 * In a batch it is the same UPDATE, evaluated again in the same way; it answers only those who have a row, and whoever has
 * none asks alone.
 */
const rotateStatement = batchedStatement<
  { id: string; seed_hash: Uint8Array; gen: number; key: number; grace: number; idle: number },
  RotatedSession
>(
  'sessions.rotate',
  `UPDATE sessions SET
     generation = CASE WHEN ${rotates} THEN generation + 1 ELSE generation END,
     key_id = CASE WHEN ${rotates} THEN :key ELSE key_id END,
     window_at = CASE WHEN (${rotates}) OR (${reissues}) THEN now_ms() ELSE window_at END,
     generation_at = CASE WHEN ${rotates} THEN now_ms() ELSE generation_at END,
     reissues = CASE WHEN ${rotates} THEN 0 WHEN ${reissues} THEN reissues + 1 ELSE reissues END,
     proved_at = CASE WHEN ${rotates} THEN NULL
                      WHEN generation = :gen AND reissues > 0 THEN COALESCE(proved_at, now_ms())
                      ELSE proved_at END
   {of callers}
   WHERE id = :id AND seed_hash = :seed_hash AND ended_at IS NULL AND absolute_at > now_ms() AND window_at + :idle > now_ms()
     AND (generation = :gen
          OR (generation = :gen + 1 AND (proved_at IS NULL OR proved_at + :grace >= now_ms())))
   RETURNING ${rotatedColumns}`,
  {
    table: 'sessions',
    column: 'id',
    key: 'id',
    types: { id: 'text', seed_hash: 'bytea', gen: 'integer', key: 'integer', grace: 'bigint', idle: 'bigint' },
  },
);

const insert = statement<
  Pick<Session, 'id' | 'account_id' | 'seed_hash' | 'key_id' | 'transport' | 'device_name' | 'user_agent' | 'ip'> & {
    absolute: number;
    credential_version: number;
  },
  RotatedSession
>(
  'sessions.create',
  `INSERT INTO sessions (id, account_id, seed_hash, key_id, generation, window_at, generation_at, absolute_at, epoch, transport,
     created_at, device_name, user_agent, ip)
   SELECT :id, accounts.id, :seed_hash, :key_id, 1, now_ms(), now_ms(), now_ms() + :absolute, accounts.epoch, :transport,
     now_ms(), :device_name, :user_agent, :ip
   FROM accounts
   WHERE accounts.id = :account_id AND accounts.credential_version = :credential_version AND accounts.status = 'active'
   {for share}
   RETURNING ${rotatedColumns}`,
);

/**
 * Gives a session another chain of tokens, from generation 1 on. The absolute timeout stays: a new password makes no
 * session live longer.
 */
const reseed = statement<
  { id: string; account_id: string; seed_hash: Uint8Array; key: number; epoch: number; idle: number },
  RotatedSession
>(
  'sessions.reseed',
  `UPDATE sessions SET seed_hash = :seed_hash, key_id = :key, generation = 1, window_at = now_ms(), generation_at = now_ms(),
     reissues = 0, proved_at = NULL, late_generation = 0, late_streak = 0, epoch = :epoch,
     chain_epoch = NULL
   WHERE id = :id AND account_id = :account_id AND ended_at IS NULL AND absolute_at > now_ms() AND window_at + :idle > now_ms()
   RETURNING ${rotatedColumns}`,
);

const byId = statement<{ id: string }, Session & { now: number }>(
  'sessions.find',
  'SELECT sessions.*, now_ms() AS now FROM sessions WHERE id = :id',
);

const prove = statement<{ id: string; gen: number; epoch: number; issued_at: number; grace: number }>(
  'sessions.prove_arrival',
  `UPDATE sessions SET proved_at = now_ms()
   WHERE id = :id AND generation = :gen AND COALESCE(chain_epoch, epoch) <= CAST(:epoch AS bigint)
     AND proved_at IS NULL AND ended_at IS NULL AND CAST(:issued_at AS bigint) + :grace <= now_ms()`,
);

const noteLate = statement<{ id: string; gen: number }, Pick<Session, 'late_streak' | 'account_id' | 'device_name'>>(
  'sessions.note_late_reissue',
  `UPDATE sessions SET
     late_streak = CASE WHEN late_generation = :gen - 1 THEN late_streak + 1 ELSE 1 END, late_generation = :gen
   WHERE id = :id AND generation = :gen AND late_generation < :gen
   RETURNING late_streak, account_id, device_name`,
);

const endOne = statement<{ id: string; account_id: string; epoch: number; reason: EndReason }, { id: string }>(
  'sessions.end',
  `UPDATE sessions SET ended_at = now_ms(), ended_reason = :reason
   WHERE id = :id AND account_id = :account_id AND ended_at IS NULL
     AND COALESCE(chain_epoch, epoch) <= CAST(:epoch AS bigint) RETURNING id`,
);
/** Bound to the seed: only whoever holds a token of this very chain can end it so. */
const endBySeed = statement<
  { id: string; seed_hash: Uint8Array; reason: EndReason },
  { id: string; account_id: string }
>(
  'sessions.end_by_seed',
  `UPDATE sessions SET ended_at = now_ms(), ended_reason = :reason
   WHERE id = :id AND seed_hash = :seed_hash AND ended_at IS NULL RETURNING id, account_id`,
);
const endAll = statement<
  { account_id: string; keep: string; reason: EndReason; idle: number },
  { id: string; live: number }
>(
  'sessions.end_all',
  `UPDATE sessions SET ended_at = now_ms(), ended_reason = :reason
   WHERE account_id = :account_id AND id <> :keep AND ended_at IS NULL
   RETURNING id, CASE WHEN absolute_at > now_ms() AND window_at + :idle > now_ms() THEN 1 ELSE 0 END AS live`,
);

const latelyEnded = statement<{ account_id: string; seconds: number }, { id: string; now: number }>(
  'sessions.list_lately_ended',
  `SELECT id, now_ms() AS now FROM sessions
   WHERE account_id = :account_id AND ended_at IS NOT NULL AND ended_at + CAST(:seconds AS bigint) * 1000 > now_ms()`,
);

const countEvery = statement<{ idle: number }, { live: number }>(
  'sessions.count_every',
  `SELECT COUNT(*) AS live FROM sessions
   WHERE ended_at IS NULL AND absolute_at > now_ms() AND window_at + CAST(:idle AS bigint) > now_ms()`,
);
const endEvery = statement<{ reason: EndReason }>(
  'sessions.end_every',
  'UPDATE sessions SET ended_at = now_ms(), ended_reason = :reason WHERE ended_at IS NULL',
);

/** The chains go on, and mint access tokens of the larger epoch from now on. */
const raiseEpochs = statement<{ account_id: string; epoch: number }>(
  'sessions.raise_epochs',
  `UPDATE sessions SET chain_epoch = COALESCE(chain_epoch, epoch), epoch = :epoch
   WHERE account_id = :account_id AND ended_at IS NULL`,
);

const ofAccount = statement<
  { account_id: string; idle: number; before: number; before_id: string; limit: number },
  Session & { now: number }
>(
  'sessions.list',
  `SELECT sessions.*, now_ms() AS now FROM sessions
   WHERE account_id = :account_id AND ended_at IS NULL AND absolute_at > now_ms() AND window_at + :idle > now_ms()
     AND (created_at < :before OR (created_at = :before AND id > :before_id))
   ORDER BY created_at DESC, id LIMIT :limit`,
);

const countOfAccount = statement<{ account_id: string; idle: number }, { live: number }>(
  'sessions.count',
  `SELECT COUNT(*) AS live FROM sessions
   WHERE account_id = :account_id AND ended_at IS NULL AND absolute_at > now_ms() AND window_at + :idle > now_ms()`,
);

const deleteOld = statement<{ kept: number; idle: number; limit: number }>(
  'sessions.delete_old',
  `DELETE FROM sessions WHERE id IN
     (SELECT id FROM sessions
      WHERE absolute_at + :kept < now_ms() OR window_at + :idle + :kept < now_ms() OR ended_at + :kept < now_ms()
      LIMIT CAST(:limit AS bigint))`,
);

export const rotateSession = (
  database: { write: Executor },
  parameters: {
    id: string;
    seedHash: Uint8Array;
    generation: number;
    keyId: number;
    graceSeconds: number;
    idleSeconds: number;
  },
): Promise<RotatedSession | undefined> =>
  database.write.first(rotateStatement, {
    id: parameters.id,
    seed_hash: parameters.seedHash,
    gen: parameters.generation,
    key: parameters.keyId,
    grace: parameters.graceSeconds * 1000,
    idle: parameters.idleSeconds * 1000,
  });

/**
 * Begins a session, if the account still is active and under the credential that was verified: a sign-in that verified
 * an old password does not survive the change of it.
 */
export const createSession = (
  transaction: Transaction,
  session: {
    id: string;
    accountId: string;
    credentialVersion: number;
    seedHash: Uint8Array;
    keyId: number;
    transport: Transport;
    absoluteSeconds: number;
    deviceName: string | null;
    userAgent: string | null;
    ip: string | null;
  },
): Promise<RotatedSession | undefined> =>
  transaction.first(insert, {
    id: session.id,
    account_id: session.accountId,
    credential_version: session.credentialVersion,
    seed_hash: session.seedHash,
    key_id: session.keyId,
    transport: session.transport,
    absolute: session.absoluteSeconds * 1000,
    device_name: session.deviceName,
    user_agent: session.userAgent,
    ip: session.ip,
  });

/** @returns undefined when there is no such session of the account, or it has ended or timed out */
export const reseedSessionRow = (
  transaction: Transaction,
  session: { id: string; accountId: string; seedHash: Uint8Array; keyId: number; epoch: number; idleSeconds: number },
): Promise<RotatedSession | undefined> =>
  transaction.first(reseed, {
    id: session.id,
    account_id: session.accountId,
    seed_hash: session.seedHash,
    key: session.keyId,
    epoch: session.epoch,
    idle: session.idleSeconds * 1000,
  });

export const findSession = (executor: Executor, id: string): Promise<(Session & { now: number }) | undefined> =>
  executor.first(byId, { id });

/** Bound to generation and chain: a late proof of an older one, or of the chain before a re-seed, changes nothing. */
export const proveArrival = (
  executor: Executor,
  proof: { sessionId: string; generation: number; epoch: number; issuedAt: number; graceSeconds: number },
): Promise<number> =>
  executor.change(prove, {
    id: proof.sessionId,
    gen: proof.generation,
    epoch: proof.epoch,
    issued_at: proof.issuedAt,
    grace: proof.graceSeconds * 1000,
  });

/** Counts a late re-issue once per generation; the answer is undefined when it was counted already. */
export const noteLateReissue = (
  transaction: Transaction,
  id: string,
  generation: number,
): Promise<Pick<Session, 'late_streak' | 'account_id' | 'device_name'> | undefined> =>
  transaction.first(noteLate, { id, gen: generation });

/** @param session `epoch` of the access token that asks for it: of an older chain than the session's it ends nothing */
export const endSessionRow = async (
  transaction: Transaction,
  session: { id: string; accountId: string; reason: EndReason; epoch?: number },
): Promise<boolean> => {
  const ended = await transaction.first(endOne, {
    id: session.id,
    account_id: session.accountId,
    epoch: session.epoch ?? Number.MAX_SAFE_INTEGER,
    reason: session.reason,
  });
  return ended !== undefined;
};

export const endSessionRowBySeed = (
  transaction: Transaction,
  session: { id: string; seedHash: Uint8Array; reason: EndReason },
): Promise<{ id: string; account_id: string } | undefined> =>
  transaction.first(endBySeed, { id: session.id, seed_hash: session.seedHash, reason: session.reason });

/** `live` is 0 for those that had timed out by themselves. */
export const endSessionRows = (
  transaction: Transaction,
  sessions: { accountId: string; keepSessionId: string | null; reason: EndReason; idleSeconds: number },
): Promise<{ id: string; live: number }[]> =>
  transaction.all(endAll, {
    account_id: sessions.accountId,
    keep: sessions.keepSessionId ?? '',
    reason: sessions.reason,
    idle: sessions.idleSeconds * 1000,
  });

/** Those whose access tokens may not have expired by themselves yet, whoever ended them. */
export const listLatelyEnded = (
  executor: Executor,
  accountId: string,
  seconds: number,
): Promise<{ id: string; now: number }[]> => executor.all(latelyEnded, { account_id: accountId, seconds });

/** Lets every session of an account go on under a larger epoch: access tokens of before are outlived, refresh tokens are not. */
export const raiseSessionEpochs = (transaction: Transaction, accountId: string, epoch: number): Promise<number> =>
  transaction.change(raiseEpochs, { account_id: accountId, epoch });

/** Live sessions of an account, the newest sign-in first, from after `before`. */
export const listSessions = (
  executor: Executor,
  page: { accountId: string; idleSeconds: number; before: { createdAt: number; id: string } | null; limit: number },
): Promise<(Session & { now: number })[]> =>
  executor.all(ofAccount, {
    account_id: page.accountId,
    idle: page.idleSeconds * 1000,
    before: page.before?.createdAt ?? Number.MAX_SAFE_INTEGER,
    before_id: page.before?.id ?? '',
    limit: page.limit,
  });

export const countSessions = async (
  executor: Executor,
  { accountId, idleSeconds }: { accountId: string; idleSeconds: number },
): Promise<number> =>
  (await executor.first(countOfAccount, { account_id: accountId, idle: idleSeconds * 1000 }))?.live ?? 0;

/** Removes sessions that ended or timed out longer than `keptSeconds` ago, some of them. */
export const deleteOldSessions = (
  executor: Executor,
  { keptSeconds, idleSeconds, limit }: { keptSeconds: number; idleSeconds: number; limit: number },
): Promise<number> => executor.change(deleteOld, { kept: keptSeconds * 1000, idle: idleSeconds * 1000, limit });

/**
 * Ends every session of everybody.
 *
 * @returns how many of them were live
 */
export async function endEverySessionRow(
  transaction: Transaction,
  { reason, idleSeconds }: { reason: EndReason; idleSeconds: number },
): Promise<number> {
  const live = (await transaction.first(countEvery, { idle: idleSeconds * 1000 }))?.live ?? 0;
  await transaction.change(endEvery, { reason });
  return live;
}
