export { BearerRefusal, type BearerRefusalCode, CrossSiteRefusal } from './answers/bearer-refusal.ts';
export { type ProblemAnswer, problemAnswer, type Refusal } from './answers/problem-answer.ts';
export { Unavailable, type UnavailableCode } from './answers/unavailable.ts';
export type { CookieOptions } from './cookies/cookie-rules.ts';
export { createGuard, type Guard, type GuardOptions, type Verdict } from './create-guard.ts';
export {
  createVerifier,
  type Verifier,
  type VerifierState,
  type VerifyOptions,
  type WhenStale,
} from './create-verifier.ts';
export type { GuardedRequest } from './read-headers.ts';
export { StreamDistrusted } from './revocations/read-events.ts';
export { StreamRefused } from './revocations/revocation-stream.ts';
export type { RouteRules } from './route-rules.ts';
export type { AccessTokenClaims } from './tokens/claims.ts';
export { readBearer } from './tokens/read-bearer.ts';
export type { VerifierOptions } from './verifier-options.ts';
