import type { AuditEvent } from '@portress/sdk';

/** What happened, in words, by the type of its audit event; `null` where there are none and its name has to do. */
export function useEventWords(): (type: AuditEvent['type']) => string | null {
  return () => null;
}
