import { type Announcement, type Topic, topics } from './announcements.ts';

/** What another node tells; `null` where it was too much to tell one by one. */
export type Signal = { sender: string; announcements: Announcement[] | null };

/** PostgreSQL takes less than 8000 bytes in one NOTIFY. */
const mostBytes = 7900;
/** Whoever has changed more than fits in so many asks everybody to look at everything. */
const mostPayloads = 16;

/** @returns the payloads that tell all of it, each short enough for one NOTIFY; none where there is nothing to tell */
export function writePayloads(sender: string, announcements: readonly Announcement[]): string[] {
  const entries = new Set(announcements.map(({ topic, id }) => JSON.stringify([topic, id])));
  const payloadOf = (told: string): string => `{"sender":${JSON.stringify(sender)},"told":${told}}`;
  const room = mostBytes - payloadOf('[]').length;
  const parts: string[] = [];
  let part = '';
  for (const entry of entries) {
    const longer = part === '' ? entry : `${part},${entry}`;
    if (Buffer.byteLength(longer) <= room) {
      part = longer;
      continue;
    }
    if (Buffer.byteLength(entry) > room || parts.length + 2 > mostPayloads) return [payloadOf('null')];
    parts.push(part);
    part = entry;
  }
  if (part !== '') parts.push(part);
  return parts.map((told) => payloadOf(`[${told}]`));
}

/**
 * Whoever may connect to the database may send anything: a payload of another shape is none of ours, and a topic that this
 * version does not know is passed over.
 */
export function readPayload(payload: string): Signal | undefined {
  const { sender, told } = Object(parseJson(payload)) as { sender?: unknown; told?: unknown };
  if (typeof sender !== 'string') return undefined;
  if (told === null) return { sender, announcements: null };
  return Array.isArray(told) ? { sender, announcements: told.flatMap(readEntry) } : undefined;
}

function readEntry(entry: unknown): Announcement[] {
  const [topic, id] = Array.isArray(entry) ? (entry as unknown[]) : [];
  return isTopic(topic) && typeof id === 'string' ? [{ topic, id }] : [];
}

const isTopic = (value: unknown): value is Topic => topics.some((topic) => topic === value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
