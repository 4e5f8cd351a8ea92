/** Every `code` that the service answers with. Closed: translate by it. */
export const problemCodes = [
  'invalid_request',
  'invalid_json',
  'not_signed_in',
  'invalid_token',
  'invalid_credentials',
  'invalid_refresh_token',
  'session_ended',
  'forbidden',
  'cross_site_request',
  'email_not_verified',
  'sign_up_closed',
  'domain_not_allowed',
  'not_found',
  'owner_not_found',
  'method_not_allowed',
  'email_taken',
  'username_taken',
  'setup_done',
  'address_book_full',
  'last_admin',
  'owner_has_cats',
  'state_conflict',
  'precondition_failed',
  'payload_too_large',
  'uri_too_long',
  'headers_too_large',
  'unsupported_media_type',
  'validation_failed',
  'idempotency_key_reused',
  'too_many_requests',
  'overloaded',
  'unavailable',
  'mail_off',
  'client_refused',
  'invalid_cursor',
  'internal_error',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** Every `code` of one refused field (422). */
export const fieldProblemCodes = [
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

export type FieldProblemCode = (typeof fieldProblemCodes)[number];

export interface FieldProblem {
  /** A dotted path. */
  field: string;
  code: FieldProblemCode;
  /** English. */
  message: string;
}

/** A line of an imported file that was not taken. */
export interface RefusedLine {
  line: number;
  /** English. */
  reason: string;
  field?: string;
  code?: string;
}

interface ProblemFacts {
  code: ProblemCode;
  status: number;
  detail: string;
  errors: FieldProblem[];
  requestId: string | null;
  /** Seconds until it may be tried again, where the service said so. */
  retryAfterSeconds: number | null;
  refused?: RefusedLine[];
}

/** The service answered, and the answer is no. */
export class PortressProblem extends Error {
  override readonly name = 'PortressProblem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string;
  readonly errors: FieldProblem[];
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** Why an import of all or nothing became nothing. */
  readonly refused: RefusedLine[];

  constructor(facts: ProblemFacts) {
    super(`${facts.status} ${facts.code}: ${facts.detail}`);
    this.code = facts.code;
    this.status = facts.status;
    this.detail = facts.detail;
    this.errors = facts.errors;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.refused = facts.refused ?? [];
  }
}

/** No readable answer arrived: the deed may or may not have happened. */
export class PortressUnreachable extends Error {
  override readonly name = 'PortressUnreachable';
  readonly reason: 'network' | 'timeout' | 'unreadable';

  constructor(reason: 'network' | 'timeout' | 'unreadable', cause?: unknown) {
    super(`no answer from the service (${reason})`, { cause });
    this.reason = reason;
  }
}

/**
 * Reads a refusal. What stands between us and the service (a proxy, a captive portal) may have written it,
 * so nothing in the body is believed before it is recognised.
 */
export async function readProblem(response: Response): Promise<PortressProblem> {
  const body = await readObject(response);
  return new PortressProblem({
    code: isOneOf(problemCodes, body.code) ? body.code : codeOfStatus(response.status),
    status: response.status,
    detail: typeof body.detail === 'string' ? body.detail : '',
    errors: Array.isArray(body.errors) ? body.errors.flatMap(readFieldProblem) : [],
    requestId: typeof body.request_id === 'string' ? body.request_id : response.headers.get('x-request-id'),
    retryAfterSeconds: readRetryAfter(response.headers.get('retry-after')),
    refused: Array.isArray(body.refused) ? body.refused.flatMap(readRefusedLine) : [],
  });
}

async function readObject(response: Response): Promise<Record<string, unknown>> {
  if (!/^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '')) return {};
  try {
    const body: unknown = await response.json();
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

function readFieldProblem(entry: unknown): FieldProblem[] {
  if (!isObject(entry) || typeof entry.field !== 'string') return [];
  const code = isOneOf(fieldProblemCodes, entry.code) ? entry.code : 'invalid_value';
  return [{ field: entry.field, code, message: typeof entry.message === 'string' ? entry.message : '' }];
}

function readRefusedLine(entry: unknown): RefusedLine[] {
  if (!isObject(entry) || typeof entry.line !== 'number') return [];
  const { line, reason, field, code } = entry;
  return [
    {
      line,
      reason: typeof reason === 'string' ? reason : '',
      ...(typeof field === 'string' && { field }),
      ...(typeof code === 'string' && { code }),
    },
  ];
}

/** A refusal that is not ours never becomes one that would cause a refresh or a sign-out. */
function codeOfStatus(status: number): ProblemCode {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 405) return 'method_not_allowed';
  if (status === 413) return 'payload_too_large';
  if (status === 429) return 'too_many_requests';
  if (status === 500) return 'internal_error';
  return status > 500 ? 'unavailable' : 'invalid_request';
}

/** RFC 9110 §10.2.3: seconds or a date. */
function readRetryAfter(value: string | null): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value);
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOneOf<Code extends string>(codes: readonly Code[], value: unknown): value is Code {
  return codes.some((code) => code === value);
}
