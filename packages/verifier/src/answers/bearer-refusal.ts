/** The error codes of RFC 6750 §3.1. */
export type BearerRefusalCode = 'invalid_request' | 'invalid_token' | 'insufficient_scope';

const refusals = {
  invalid_request: { status: 400, description: 'The request carries its access token in a way that cannot be read' },
  invalid_token: { status: 401, description: 'The access token is not valid or has expired' },
  insufficient_scope: { status: 403, description: 'The access token does not allow this' },
} as const satisfies Record<BearerRefusalCode, { status: number; description: string }>;

/**
 * Why a request is refused, ready to be answered: `status`, `wwwAuthenticate` and `message` may be shown to anybody,
 * `cause` is for the log alone. Without a code the request carried no token at all (RFC 6750 §3.1: no error then).
 */
export class BearerRefusal extends Error {
  override readonly name = 'BearerRefusal';
  readonly code: BearerRefusalCode | undefined;
  readonly status: 400 | 401 | 403;
  readonly wwwAuthenticate: string;

  constructor(code?: BearerRefusalCode, cause?: unknown) {
    const refusal = code && refusals[code];
    super(refusal?.description ?? 'An access token is needed', { cause });
    this.code = code;
    this.status = refusal?.status ?? 401;
    this.wwwAuthenticate = refusal ? `Bearer error="${code}", error_description="${refusal.description}"` : 'Bearer';
  }
}

/** A page of another site may have sent this request with the person's cookies: nothing was looked at. */
export class CrossSiteRefusal extends Error {
  override readonly name = 'CrossSiteRefusal';
  readonly code = 'cross_site_request';
  readonly status = 403;

  constructor() {
    super('The request comes from a page that may not make it');
  }
}
