import type { VerifyOptions } from './create-verifier.ts';

/** What one route asks of its callers. */
export interface RouteRules extends VerifyOptions {
  /** Any of these will do; without them everybody who is signed in may call. */
  readonly roles?: readonly string[];
  /** Whether a request without credentials is admitted as well, with `null` in place of claims. */
  readonly isOptional?: boolean;
}
