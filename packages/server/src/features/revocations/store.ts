import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

export type RevocationKind = 'session' | 'account' | 'key';

/** One line of the revocation list. `epoch` is set for accounts: tokens of a smaller epoch are refused. */
export type Revocation = {
  sequence: number;
  kind: RevocationKind;
  subject_id: string;
  epoch: number | null;
  revoked_at: number;
  /** From then on no token that it could concern is alive. */
  expires_at: number;
};

const nextSequence = statement<Record<never, never>, { last: number }>(
  'revocations.next_sequence',
  'UPDATE revocation_counter SET last = last + 1 WHERE id = 1 RETURNING last',
);
const skip = statement<{ by: number }>(
  'revocations.skip_sequences',
  'UPDATE revocation_counter SET last = last + CAST(:by AS bigint) WHERE id = 1',
);
const insert = statement<Omit<Revocation, 'revoked_at' | 'expires_at'> & { lifetime: number }, Revocation>(
  'revocations.create',
  `INSERT INTO revocations (sequence, kind, subject_id, epoch, revoked_at, expires_at)
   VALUES (:sequence, :kind, :subject_id, :epoch, now_ms(), now_ms() + :lifetime) RETURNING *`,
);
const after = statement<{ sequence: number }, Revocation>(
  'revocations.list_after',
  'SELECT * FROM revocations WHERE sequence > :sequence AND expires_at > now_ms() ORDER BY sequence',
);
const last = statement<Record<never, never>, { last: number }>(
  'revocations.last_sequence',
  'SELECT last FROM revocation_counter WHERE id = 1',
);
const page = statement<{ after: number; up_to: number; limit: number }, Revocation>(
  'revocations.page',
  `SELECT * FROM revocations WHERE sequence > :after AND sequence <= :up_to AND expires_at > now_ms()
   ORDER BY sequence LIMIT CAST(:limit AS bigint)`,
);
const expired = statement<Record<never, never>>(
  'revocations.delete_expired',
  'DELETE FROM revocations WHERE expires_at <= now_ms()',
);

/**
 * The counter's row stays locked until the transaction commits, so sequences become visible in their order and a reader
 * that asks for what came after N misses nothing. Call it last in a transaction: everyone else who revokes waits for it.
 */
export async function createRevocation(
  transaction: Transaction,
  revocation: { kind: RevocationKind; subjectId: string; epoch?: number; lifetimeSeconds: number },
): Promise<Revocation> {
  const counter = await transaction.first(nextSequence, {});
  if (counter === undefined) throw new Error('revocation_counter has lost its row');
  const created = await transaction.first(insert, {
    sequence: counter.last,
    kind: revocation.kind,
    subject_id: revocation.subjectId,
    epoch: revocation.epoch ?? null,
    lifetime: revocation.lifetimeSeconds * 1000,
  });
  if (created === undefined) throw new Error('revocations.create returned no row');
  transaction.announce('revocations', String(created.sequence));
  return created;
}

/** Leaves out sequences that may have been given already, in a time of which this database knows nothing. */
export const skipRevocationSequences = (transaction: Transaction, by: number): Promise<number> =>
  transaction.change(skip, { by });

/** Live revocations with a larger sequence, in order. */
export const listRevocationsAfter = (executor: Executor, sequence: number): Promise<Revocation[]> =>
  executor.all(after, { sequence });

/** The largest sequence that was ever given: every revocation up to it is visible. */
export async function findLastRevocation(executor: Executor): Promise<number> {
  const counter = await executor.first(last, {});
  if (counter === undefined) throw new Error('revocation_counter has lost its row');
  return counter.last;
}

/** The same as {@link listRevocationsAfter}, up to a sequence and some at a time: there may be a hundred thousand. */
export async function* pageRevocations(
  executor: Executor,
  { after: start, upTo, limit = 2000 }: { after: number; upTo: number; limit?: number },
): AsyncGenerator<Revocation[]> {
  for (let reached = start; reached < upTo; ) {
    const found = await executor.all(page, { after: reached, up_to: upTo, limit });
    if (found.length > 0) yield found;
    reached = found.length < limit ? upTo : (found.at(-1)?.sequence ?? upTo);
  }
}

export const deleteExpiredRevocations = (executor: Executor): Promise<number> => executor.change(expired, {});
