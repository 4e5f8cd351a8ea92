import { type FieldProblemCode, fieldProblemCodes, type ProblemCode, problemCodes } from './problem-codes.ts';

/** One field that was refused. */
export interface FieldProblem {
  /** A dotted path. */
  field: string;
  code: FieldProblemCode;
  /** English. */
  message: string;
}

/** One line of a file that was refused as a whole. */
export interface RefusedLine {
  /** Counted from 1, as the file has it. */
  line: number;
  /** English. */
  reason: string;
  /** The column or property. */
  field?: string;
  code?: RefusedLineCode;
}

/** Why one line of a file was refused: its fields, or the room that is left. */
export type RefusedLineCode = FieldProblemCode | 'address_book_full';

const refusedLineCodes: readonly RefusedLineCode[] = [...fieldProblemCodes, 'address_book_full'];

interface ProblemFacts {
  code: ProblemCode;
  status: number;
  detail: string;
  errors?: FieldProblem[];
  refused?: RefusedLine[];
  refusedCount?: number;
  requestId?: string | null;
  retryAfterSeconds?: number | null;
}

/** The service answered, and the answer is no. */
export class PortressProblem extends Error {
  override readonly name = 'PortressProblem';
  /** Translate by it. */
  readonly code: ProblemCode;
  /** Of HTTP. */
  readonly status: number;
  /** English, for whoever develops. */
  readonly detail: string;
  /** Which fields were refused (422). */
  readonly errors: FieldProblem[];
  /** Which lines of a file were refused (422 of an `atomic` import): the first of them, in their order. */
  readonly refused: RefusedLine[];
  /** How many there are altogether. */
  readonly refusedCount: number;
  /** By which the service's log knows the request. */
  readonly requestId: string | null;
  /** Seconds until it may be tried again, where the service said so. */
  readonly retryAfterSeconds: number | null;

  constructor(facts: ProblemFacts) {
    super(`${facts.status} ${facts.code}: ${facts.detail}`);
    this.code = facts.code;
    this.status = facts.status;
    this.detail = facts.detail;
    this.errors = facts.errors ?? [];
    this.refused = facts.refused ?? [];
    this.refusedCount = facts.refusedCount ?? this.refused.length;
    this.requestId = facts.requestId ?? null;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
  }
}

/** No readable answer arrived: the deed may or may not have happened. */
export class PortressUnreachable extends Error {
  override readonly name = 'PortressUnreachable';
  /** The network failed, no answer came in time, or what came was not the service's. */
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
  const refused = Array.isArray(body.refused) ? body.refused.flatMap(readRefusedLine) : [];
  return new PortressProblem({
    code: isOneOf(problemCodes, body.code) ? body.code : codeOfStatus(response.status),
    status: response.status,
    detail: typeof body.detail === 'string' ? body.detail : '',
    errors: Array.isArray(body.errors) ? body.errors.flatMap(readFieldProblem) : [],
    refused,
    refusedCount: isCount(body.refused_count) ? Math.max(body.refused_count, refused.length) : refused.length,
    requestId: typeof body.request_id === 'string' ? body.request_id : response.headers.get('x-request-id'),
    retryAfterSeconds: readRetryAfter(response.headers.get('retry-after')),
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
  if (!isObject(entry) || !isCount(entry.line)) return [];
  return [
    {
      line: entry.line,
      reason: typeof entry.reason === 'string' ? entry.reason : '',
      ...(typeof entry.field === 'string' && { field: entry.field }),
      ...(isOneOf(refusedLineCodes, entry.code) && { code: entry.code }),
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

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function isOneOf<Code extends string>(codes: readonly Code[], value: unknown): value is Code {
  return codes.some((code) => code === value);
}
