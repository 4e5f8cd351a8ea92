import type { Secrets } from '#platform/crypto/secrets.ts';
import type { OneTimePurpose } from './store.ts';

/**
 * A code has 27 bits, which a digest alone would not hide: keyed with a secret that no dump holds, and bound to purpose
 * and account. See docs/decisions/0009-one-time-codes.md.
 */
export const hashCode = (
  secrets: Secrets,
  { purpose, accountId, code }: { purpose: OneTimePurpose; accountId: string; code: string },
): Buffer => secrets.mac('one-time-codes', `${purpose}\0${accountId}\0${code}`);
