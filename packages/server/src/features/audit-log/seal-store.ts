import type { Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';
import type { Sealed } from './audit-seal.ts';
import type { AuditEventRow } from './store.ts';

/** Numbers of events that went by our own rules. */
export type AuditGap = { first: number; last: number; seal_key_id: number; mac: Uint8Array };
export type AuditHead = { last: number; seal_key_id: number | null; mac: Uint8Array | null };
export type SealedEventRow = AuditEventRow & {
  sequence: number;
  seal_key_id: number;
  personal_mac: Uint8Array;
  mac: Uint8Array;
};

const head = statement<Record<never, never>, AuditHead>(
  'audit_head.find',
  'SELECT last, seal_key_id, mac FROM audit_head WHERE id = 1',
);
const lockHead = statement<Record<never, never>, AuditHead>(
  'audit_head.lock',
  'SELECT last, seal_key_id, mac FROM audit_head WHERE id = 1 {for update}',
);
const moveHead = statement<{ last: number; before: number; seal_key_id: number; mac: Uint8Array }>(
  'audit_head.move',
  'UPDATE audit_head SET last = :last, seal_key_id = :seal_key_id, mac = :mac WHERE id = 1 AND last = :before',
);
const unsealed = statement<{ limit: number }, AuditEventRow>(
  'audit_events.list_unsealed',
  'SELECT * FROM audit_events WHERE sequence IS NULL ORDER BY created_at, id LIMIT :limit',
);
const anyUnsealed = statement<Record<never, never>, { id: string }>(
  'audit_events.find_unsealed',
  'SELECT id FROM audit_events WHERE sequence IS NULL ORDER BY created_at, id LIMIT 1',
);
const seal = statement<{
  id: string;
  sequence: number;
  seal_key_id: number;
  personal_mac: Uint8Array;
  mac: Uint8Array;
}>(
  'audit_events.seal',
  `UPDATE audit_events SET sequence = :sequence, seal_key_id = :seal_key_id, personal_mac = :personal_mac, mac = :mac
   WHERE id = :id AND sequence IS NULL`,
);
const sealedFrom = statement<{ from: number; limit: number }, SealedEventRow>(
  'audit_events.list_sealed',
  'SELECT * FROM audit_events WHERE sequence >= :from ORDER BY sequence LIMIT :limit',
);
const gapsFrom = statement<{ from: number; limit: number }, AuditGap>(
  'audit_gaps.list',
  'SELECT * FROM audit_gaps WHERE first >= :from ORDER BY first LIMIT :limit',
);
const insertGap = statement<AuditGap>(
  'audit_gaps.create',
  'INSERT INTO audit_gaps (first, last, seal_key_id, mac) VALUES (:first, :last, :seal_key_id, :mac)',
);
const takeNeighbours = statement<{ before: number; after: number }, AuditGap>(
  'audit_gaps.take_neighbours',
  'DELETE FROM audit_gaps WHERE last = :before OR first = :after RETURNING *',
);

export const findAuditHead = async (executor: Executor): Promise<AuditHead> =>
  (await executor.first(head, {})) ?? { last: 0, seal_key_id: null, mac: null };

/** Whoever seals next waits here, on every node. */
export const lockAuditHead = async (transaction: Transaction): Promise<AuditHead> =>
  (await transaction.first(lockHead, {})) ?? { last: 0, seal_key_id: null, mac: null };

export const moveAuditHead = async (
  transaction: Transaction,
  { before, last, keyId, mac }: Sealed & { before: number; last: number },
): Promise<void> => {
  if ((await transaction.change(moveHead, { last, before, seal_key_id: keyId, mac })) !== 1)
    throw new Error('the head of the audit log was moved by somebody else');
};

/** The oldest first. */
export const listUnsealedEvents = (executor: Executor, limit: number): Promise<AuditEventRow[]> =>
  executor.all(unsealed, { limit });

export const hasUnsealedEvents = async (executor: Executor): Promise<boolean> =>
  (await executor.first(anyUnsealed, {})) !== undefined;

export const sealEventRow = async (
  transaction: Transaction,
  event: { id: string; sequence: number; personalMac: Uint8Array } & Sealed,
): Promise<void> => {
  const { id, sequence, keyId, personalMac, mac } = event;
  if ((await transaction.change(seal, { id, sequence, seal_key_id: keyId, personal_mac: personalMac, mac })) !== 1)
    throw new Error('an audit event was removed or sealed while it was being sealed');
};

/** By number, from `from` on. */
export const listSealedEvents = (executor: Executor, from: number, limit: number): Promise<SealedEventRow[]> =>
  executor.all(sealedFrom, { from, limit });

export const listAuditGaps = (executor: Executor, from: number, limit: number): Promise<AuditGap[]> =>
  executor.all(gapsFrom, { from, limit });

export const createAuditGap = async (
  transaction: Transaction,
  { first, last, keyId, mac }: Sealed & { first: number; last: number },
): Promise<void> => {
  await transaction.change(insertGap, { first, last, seal_key_id: keyId, mac });
};

/** Takes away the gaps that end right before `first` or begin right after `last`, for one gap in their place. */
export const takeNeighbouringGaps = (transaction: Transaction, first: number, last: number): Promise<AuditGap[]> =>
  transaction.all(takeNeighbours, { before: first - 1, after: last + 1 });
