const reasons = {
  keys_unavailable: 'The keys of the authorization server cannot be fetched',
  revocations_stale: 'It is not known which sessions have ended lately',
  refresh_unavailable: 'The session cannot be refreshed at the moment',
} as const;

export type UnavailableCode = keyof typeof reasons;

/**
 * Nobody can say at the moment whether the caller is still signed in. It is no 401: clients would throw away sessions
 * that are fine. `message` may be shown to anybody, `cause` is for the log alone.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly status = 503;
  readonly code: UnavailableCode;
  readonly retryAfterSeconds: number;

  constructor(code: UnavailableCode, cause?: unknown, retryAfterSeconds = 1) {
    super(reasons[code], { cause });
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
