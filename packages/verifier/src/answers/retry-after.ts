const MAX_SECONDS = 30;

/** @returns the seconds that a `Retry-After` header asks for (RFC 9110 §10.2.3), at most 30; undefined without a number */
export function readRetryAfter(header: string | null): number | undefined {
  return /^\d{1,9}$/.test(header ?? '') ? Math.min(Number(header), MAX_SECONDS) : undefined;
}
