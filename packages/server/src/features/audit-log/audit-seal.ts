import { equalBytes, type Secrets } from '#platform/crypto/secrets.ts';
import type { AuditEventRow } from './store.ts';

/**
 * What makes a change of the log seen (OWASP ASVS 16.4.2): each event has a number without gaps and a MAC over it, under a
 * key that the database doesn't hold. Where it was done from has a MAC of its own inside, so that it can be erased with the
 * account while the event itself stays proved.
 */
export type Sealed = { keyId: number; mac: Uint8Array };

const macOf = (secrets: Secrets, keyId: number, parts: readonly (string | number | null)[]): Buffer =>
  secrets.mac('audit-log', JSON.stringify(parts), keyId);

const isSealed = (secrets: Secrets, { keyId, mac }: Sealed, parts: readonly (string | number | null)[]): boolean =>
  secrets.hasKey(keyId) && equalBytes(macOf(secrets, keyId, parts), mac);

const personalParts = (event: AuditEventRow) => [
  'personal',
  event.id,
  event.session_id,
  event.ip,
  event.user_agent,
  event.request_id,
];

const eventParts = (event: AuditEventRow, sequence: number, personalMac: Uint8Array) => [
  'event',
  sequence,
  event.id,
  event.type,
  event.account_id,
  event.actor_id,
  event.details,
  event.created_at,
  Buffer.from(personalMac).toString('base64'),
];

/** What an event is sealed with under the current key. */
export function sealEvent(secrets: Secrets, event: AuditEventRow, sequence: number) {
  const keyId = secrets.currentKeyId;
  const personalMac = macOf(secrets, keyId, personalParts(event));
  return { keyId, personalMac, mac: macOf(secrets, keyId, eventParts(event, sequence, personalMac)) };
}

export const isEventWhole = (
  secrets: Secrets,
  event: AuditEventRow,
  sequence: number,
  seal: Sealed & { personalMac: Uint8Array },
): boolean => isSealed(secrets, seal, eventParts(event, sequence, seal.personalMac));

export const isPersonalPartWhole = (
  secrets: Secrets,
  event: AuditEventRow,
  seal: { keyId: number; personalMac: Uint8Array },
): boolean => isSealed(secrets, { keyId: seal.keyId, mac: seal.personalMac }, personalParts(event));

export const sealHead = (secrets: Secrets, last: number): Sealed => ({
  keyId: secrets.currentKeyId,
  mac: macOf(secrets, secrets.currentKeyId, ['head', last]),
});

export const isHeadWhole = (secrets: Secrets, last: number, seal: Sealed): boolean =>
  isSealed(secrets, seal, ['head', last]);

export const sealGap = (secrets: Secrets, first: number, last: number): Sealed => ({
  keyId: secrets.currentKeyId,
  mac: macOf(secrets, secrets.currentKeyId, ['gap', first, last]),
});

export const isGapWhole = (secrets: Secrets, first: number, last: number, seal: Sealed): boolean =>
  isSealed(secrets, seal, ['gap', first, last]);
