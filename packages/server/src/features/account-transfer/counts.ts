import type { BroughtRow, Reason } from './parse-row.ts';

/** What an import comes to. */
export type Counts = {
  broughtIn: number;
  refused: number;
  /** Of those brought in: who has to reset their password before they can sign in with one. */
  withoutPassword: number;
  /** Of those brought in: whose address is not confirmed. */
  unverified: number;
  /** How many rows were refused for each reason, by `field code`. */
  reasons: Record<string, number>;
};

export const noCounts = (): Counts => ({ broughtIn: 0, refused: 0, withoutPassword: 0, unverified: 0, reasons: {} });

export function countBrought(counts: Counts, { account, hash }: BroughtRow): void {
  counts.broughtIn += 1;
  if (hash === null) counts.withoutPassword += 1;
  if (account.email_verified_at === null) counts.unverified += 1;
}

export function countRefused(counts: Counts, reasons: readonly Reason[]): void {
  counts.refused += 1;
  for (const { field, code } of reasons) {
    const name = `${field} ${code}`.trim();
    counts.reasons[name] = (counts.reasons[name] ?? 0) + 1;
  }
}
