/**
 * The closed list of problems this service answers with: one code, one status, one title.
 * The SDK names the same codes; clients translate by code.
 */
export const problems = {
  invalid_request: { status: 400, title: 'The request cannot be read' },
  invalid_json: { status: 400, title: 'The body is not JSON that can be read' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of this list' },
  invalid_token: { status: 400, title: 'The token is unknown, used or expired' },
  not_signed_in: { status: 401, title: 'Not signed in' },
  invalid_credentials: { status: 401, title: 'The sign-in name or the password is not right' },
  invalid_refresh_token: { status: 401, title: 'The refresh token is not good' },
  session_ended: { status: 401, title: 'The session has ended' },
  forbidden: { status: 403, title: 'Not allowed' },
  insufficient_scope: { status: 403, title: 'The service key may not do this' },
  cross_site_request: { status: 403, title: 'The request comes from a page that may not make it' },
  client_refused: { status: 403, title: 'This client is refused' },
  email_not_verified: { status: 403, title: 'The e-mail address is not verified yet' },
  sign_up_closed: { status: 403, title: 'Sign-up is closed' },
  not_found: { status: 404, title: 'Not found' },
  owner_not_found: { status: 404, title: 'There is no such owner' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  email_taken: { status: 409, title: 'The e-mail address is taken' },
  username_taken: { status: 409, title: 'The username is taken' },
  setup_done: { status: 409, title: 'There is an administrator already' },
  address_book_full: { status: 409, title: 'The address book is full' },
  last_admin: { status: 409, title: 'The last administrator has to stay' },
  owner_has_cats: { status: 409, title: 'The owner still has cats' },
  state_conflict: { status: 409, title: 'The present state does not allow this' },
  precondition_failed: { status: 412, title: 'It was changed in the meantime' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The address is too long' },
  unsupported_media_type: { status: 415, title: 'The content type is not supported' },
  validation_failed: { status: 422, title: 'Some fields are wrong' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was sent with another request' },
  domain_not_allowed: { status: 422, title: 'Addresses of this domain may not sign up' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  overloaded: { status: 503, title: 'Too busy right now' },
  unavailable: { status: 503, title: 'Not available right now' },
  mail_off: { status: 503, title: 'This service sends no mail' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** What is wrong with one field: `field` is a dotted path, `code` from {@link fieldCodes}, `message` says what would be right. */
export type FieldProblem = { field: string; code: FieldCode; message: string };

export const fieldCodes = [
  'required',
  'unknown_field',
  'invalid_type',
  'too_short',
  'too_long',
  'invalid_email',
  'invalid_username',
  'invalid_value',
  'invalid_locale',
  'invalid_time_zone',
  'invalid_country',
  'invalid_phone',
  'invalid_date',
  'future_date',
  'taken',
  'reserved',
  'weak_password',
  'common_password',
  'common_password_other_layout',
  'personal_password',
  'same_password',
  'same_email',
  'domain_not_allowed',
  'not_invited',
  'unreadable_picture',
  'unreadable_file',
  'too_many_pixels',
  'too_many_frames',
] as const;
export type FieldCode = (typeof fieldCodes)[number];

export type ProblemDetails = {
  /** Where a code is answered with another status than its usual one: `invalid_token` is 401 for an access token. */
  status?: number;
  /** English, for developers; says what is wrong and what would be right. Never a secret, a stack or SQL. */
  detail?: string;
  errors?: readonly FieldProblem[];
  /** Members of this problem alone (RFC 9457 §3.2), beside those that every problem has. */
  more?: Readonly<Record<string, unknown>>;
  /** Whole seconds; becomes the `Retry-After` header. */
  retryAfterSeconds?: number;
  headers?: Readonly<Record<string, string>>;
  /** Private: goes to the log, never to the client. */
  cause?: unknown;
};

/** A refusal that is meant: it becomes `application/problem+json` (RFC 9457). Anything else thrown is a fault and becomes 500. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? problems[code].title, { cause: details.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = details.status ?? problems[code].status;
    this.details = details;
  }
}

/** 422 for one field. */
export const fieldProblem = (field: string, code: FieldCode, message: string): Problem =>
  new Problem('validation_failed', { detail: message, errors: [{ field, code, message }] });
