import { StreamDistrusted, type StreamEvent } from './read-events.ts';
import { type Revocation, type RevocationKind, revocationKinds } from './revocation-set.ts';

/** What the revocation stream says; `none` is what this version does not know, and ignores. */
export type RevocationEvent =
  | { readonly kind: 'snapshot'; readonly sequence: number; readonly revocations: readonly Revocation[] }
  | { readonly kind: 'revocation'; readonly sequence: number; readonly revocations: readonly Revocation[] }
  | { readonly kind: 'heartbeat'; readonly sequence: number }
  | { readonly kind: 'none' };

type Fields = Readonly<Record<string, unknown>>;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const MAX_ID_LENGTH = 200;

/** @throws {StreamDistrusted} when an event that we know has another shape than ours */
export function parseRevocationEvent({ event, id, data }: StreamEvent): RevocationEvent {
  if (event === 'heartbeat') return { kind: 'heartbeat', sequence: sequenceOf(parseFields(data)) };
  if (event !== 'snapshot' && event !== 'revocation') return { kind: 'none' };
  const fields = parseFields(data);
  const sequence = sequenceOf(fields);
  // The id is what we resume by; a body that speaks of another one was put together by somebody else.
  if (id !== String(sequence)) throw new StreamDistrusted(`a ${event} has another id than its sequence`);
  const items = event === 'snapshot' ? fields.items : [fields];
  if (!Array.isArray(items)) throw new StreamDistrusted('a snapshot has no items');
  return { kind: event, sequence, revocations: items.flatMap(parseRevocation) };
}

function parseFields(data: string): Fields {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value === 'object' && value !== null) return value as Fields;
  } catch (error) {
    throw new StreamDistrusted('an event is not JSON', { cause: error });
  }
  throw new StreamDistrusted('an event is no JSON object');
}

function sequenceOf({ sequence }: Fields): number {
  if (!isCount(sequence)) throw new StreamDistrusted('an event has no sequence');
  return sequence;
}

/** A kind of a later version concerns something that this one knows nothing of: nothing can be looked up by it. */
function parseRevocation(value: unknown): Revocation[] {
  const { kind, id, epoch, revoked_at, expires_at } = (value ?? {}) as Fields;
  const isShaped = typeof kind === 'string' && isId(id) && isInstant(revoked_at) && isInstant(expires_at);
  if (!isShaped || !isEpoch(epoch)) throw new StreamDistrusted('a revocation has a wrong shape');
  if (!isKnownKind(kind)) return [];
  return [{ kind, id, epoch: epoch ?? null, expiresAt: Math.ceil(Date.parse(expires_at) / 1000) }];
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH;
const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
const isEpoch = (value: unknown): value is number | null | undefined =>
  value === null || value === undefined || isCount(value);
const isKnownKind = (kind: string): kind is RevocationKind => (revocationKinds as readonly string[]).includes(kind);
