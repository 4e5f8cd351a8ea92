import { BearerRefusal, CrossSiteRefusal } from './bearer-refusal.ts';
import { Unavailable } from './unavailable.ts';

/** Why a guard does not admit a request. */
export type Refusal = BearerRefusal | CrossSiteRefusal | Unavailable;

/** An answer ready to be sent, as the authorization server itself would give it (RFC 9457, RFC 6750 §3). */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const isRefusal = (error: unknown): error is Refusal =>
  error instanceof BearerRefusal || error instanceof CrossSiteRefusal || error instanceof Unavailable;

export function problemAnswer(refusal: Refusal): ProblemAnswer {
  const { status } = refusal;
  const problem = { title: refusal.message, status, code: codeOf(refusal) };
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(refusal instanceof BearerRefusal && { 'WWW-Authenticate': refusal.wwwAuthenticate }),
      ...(refusal instanceof Unavailable && { 'Retry-After': String(refusal.retryAfterSeconds) }),
    },
    body: JSON.stringify(problem),
  };
}

/** RFC 6750 speaks of scopes, and of nothing where there is no token; the codes of our problems tell more. */
function codeOf({ code }: Refusal): string {
  if (code === 'insufficient_scope') return 'forbidden';
  return code ?? 'not_signed_in';
}
