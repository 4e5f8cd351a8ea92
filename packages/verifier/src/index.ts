export { BearerRefusal, type BearerRefusalCode, CrossSiteRefusal } from './bearer-refusal.ts';
export type { AccessTokenClaims } from './claims.ts';
export type { CookieOptions } from './cookie-rules.ts';
export { createGuard, type Guard, type GuardOptions, type Verdict } from './create-guard.ts';
export {
  createVerifier,
  type Verifier,
  type VerifierState,
  type VerifyOptions,
  type WhenStale,
} from './create-verifier.ts';
export { type ProblemAnswer, problemAnswer, type Refusal } from './problem-answer.ts';
export { readBearer } from './read-bearer.ts';
export { StreamDistrusted } from './read-events.ts';
export type { GuardedRequest } from './read-headers.ts';
export { StreamRefused } from './revocation-stream.ts';
export type { RouteRules } from './route-rules.ts';
export { Unavailable, type UnavailableCode } from './unavailable.ts';
export type { VerifierOptions } from './verifier-options.ts';
