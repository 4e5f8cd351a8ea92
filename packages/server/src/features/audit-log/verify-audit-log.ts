import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Database, Executor } from '#platform/database/database.ts';
import { isEventWhole, isGapWhole, isHeadWhole, isPersonalPartWhole, type Sealed } from './audit-seal.ts';
import {
  type AuditGap,
  type AuditHead,
  findAuditHead,
  listAuditGaps,
  listSealedEvents,
  type SealedEventRow,
} from './seal-store.ts';
import { hasDeletionOf } from './store.ts';

export type AuditFault = {
  /** `unproved`: under a SECRET_KEY that is not set, so nobody can tell. */
  kind: 'changed' | 'unproved' | 'missing' | 'gap_changed' | 'head_changed';
  /** Numbers of events, both included. */
  first: number;
  last: number;
  /** Where there is one. */
  eventId?: string;
};

/** How far the log reached when it was looked at, and what proves that it did. */
export type AuditMark = Sealed & { last: number };

export type AuditVerdict = {
  events: number;
  /** Events that went by our own rules. */
  removed: number;
  /** Keep it elsewhere: a log that is cut, or put back to an earlier state, does not reach it any more. */
  mark: string | null;
  faults: AuditFault[];
};

const page = 500;
/** A log that was made anew has as many faults as events. */
const mostFaults = 100;

/**
 * Walks the whole log by its numbers: each has to be there, unchanged, or in a gap that our own rules made. As it stood at one
 * moment: what a running service seals, sweeps or erases during the walk would look like a forgery.
 *
 * @param since the mark of an earlier walk: the log has to reach that far still
 */
export const verifyAuditLog = (
  { database, secrets }: { database: Pick<Database, 'snapshot'>; secrets: Secrets },
  since?: AuditMark,
): Promise<AuditVerdict> => database.snapshot((read) => walkLog(read, secrets, since));

async function walkLog(read: Executor, secrets: Secrets, since?: AuditMark): Promise<AuditVerdict> {
  const head = await findAuditHead(read);
  const faults: AuditFault[] = [];
  const erased = new Map<string, boolean>();
  const isErased = async (accountId: string): Promise<boolean> => {
    const known = erased.get(accountId) ?? (await hasDeletionOf(read, accountId));
    erased.set(accountId, known);
    return known;
  };

  let next = 1;
  let events = 0;
  let removed = 0;
  for await (const entry of walk(read)) {
    const { first, last } = spanOf(entry);
    if (first > next) faults.push({ kind: 'missing', first: next, last: first - 1 });
    if ('sequence' in entry) {
      events += 1;
      const kind = secrets.hasKey(entry.seal_key_id) ? 'changed' : 'unproved';
      if (!(await isWhole(secrets, entry, isErased))) faults.push({ kind, first, last, eventId: entry.id });
    } else {
      removed += last - first + 1;
      if (!isGapWhole(secrets, first, last, { keyId: entry.seal_key_id, mac: entry.mac }))
        faults.push({ kind: 'gap_changed', first, last });
    }
    next = Math.max(next, last + 1);
    if (faults.length >= mostFaults) break;
  }

  const reached = Math.max(head.last, since?.last ?? 0);
  if (next <= reached && faults.length < mostFaults) faults.push({ kind: 'missing', first: next, last: reached });
  if (!isHeadGood(secrets, head, next - 1) || !isSinceGood(secrets, since))
    faults.push({ kind: 'head_changed', first: head.last, last: head.last });
  return { events, removed, mark: formatMark(head), faults };
}

const formatMark = ({ last, seal_key_id: keyId, mac }: AuditHead): string | null =>
  mac && `${last}.${keyId}.${Buffer.from(mac).toString('hex')}`;

/** @returns undefined for what no walk has ever said */
export function parseMark(text: string): AuditMark | undefined {
  const [, last, keyId, mac] = /^(\d{1,15})\.(\d{1,3})\.([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return mac === undefined ? undefined : { last: Number(last), keyId: Number(keyId), mac: Buffer.from(mac, 'hex') };
}

/** Events and gaps together, by their numbers. */
async function* walk(read: Executor): AsyncGenerator<SealedEventRow | AuditGap> {
  const gaps = pagesOf((from) => listAuditGaps(read, from, page));
  let gap = await gaps.next();
  for await (const event of pagesOf((from) => listSealedEvents(read, from, page))) {
    while (!gap.done && gap.value.first < event.sequence) {
      yield gap.value;
      gap = await gaps.next();
    }
    yield event;
  }
  for (; !gap.done; gap = await gaps.next()) yield gap.value;
}

async function* pagesOf<T extends SealedEventRow | AuditGap>(list: (from: number) => Promise<T[]>): AsyncGenerator<T> {
  for (let from = 1; ; ) {
    const rows = await list(from);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    from = spanOf(last).first + 1;
  }
}

const spanOf = (entry: SealedEventRow | AuditGap): { first: number; last: number } =>
  'sequence' in entry ? { first: entry.sequence, last: entry.sequence } : entry;

/** Where it was done from may be gone where an account is that has to do with it, and then all of it. */
async function isWhole(
  secrets: Secrets,
  event: SealedEventRow,
  isErased: (accountId: string) => Promise<boolean>,
): Promise<boolean> {
  const seal = { keyId: event.seal_key_id, mac: event.mac, personalMac: event.personal_mac };
  if (!isEventWhole(secrets, event, event.sequence, seal)) return false;
  if (isPersonalPartWhole(secrets, event, seal)) return true;
  const isCleared =
    event.session_id === null && event.ip === null && event.user_agent === null && event.request_id === null;
  if (!isCleared) return false;
  for (const id of [event.account_id, event.actor_id]) if (id !== null && (await isErased(id))) return true;
  return false;
}

const isHeadGood = (secrets: Secrets, { last, seal_key_id: keyId, mac }: AuditHead, lastSeen: number): boolean => {
  if (mac === null || keyId === null) return last === 0 && lastSeen === 0;
  return lastSeen <= last && isHeadWhole(secrets, last, { keyId, mac });
};

/** A mark that we never made says nothing about the log. */
const isSinceGood = (secrets: Secrets, since: AuditMark | undefined): boolean =>
  since === undefined || isHeadWhole(secrets, since.last, since);
