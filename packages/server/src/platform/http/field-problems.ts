import type { z } from 'zod';
import { type FieldCode, type FieldProblem, fieldCodes, Problem } from '#platform/errors.ts';

/** More than this many are told by their number only: the answer must not grow with a hostile body. */
const mostFields = 20;

type Issue = z.core.$ZodIssue;

const isFieldCode = (code: unknown): code is FieldCode => fieldCodes.includes(code as FieldCode);

/** The codes of the wire for what the contract found wrong. A contract's own rule names its code in `params.code`. */
function codeOf(issue: Issue, isMissing: boolean): FieldCode {
  if (isMissing) return 'required';
  if (issue.code === 'custom') return isFieldCode(issue.params?.code) ? issue.params.code : 'invalid_value';
  if (issue.code === 'invalid_type') return 'invalid_type';
  if (issue.code === 'too_small') return 'too_short';
  if (issue.code === 'too_big') return 'too_long';
  return 'invalid_value';
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown => {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
};

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.');

function fieldsOf(issue: Issue, input: unknown): FieldProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, mostFields + 1).map((key) => ({
      field: dotted([...issue.path, key.slice(0, 64)]),
      code: 'unknown_field',
      message: 'is not a field of this request',
    }));
  const isMissing = issue.path.length > 0 && valueAt(input, issue.path) === undefined;
  const message = isMissing ? 'is required' : issue.message.replace(/^Invalid input: /, '');
  return [{ field: dotted(issue.path), code: codeOf(issue, isMissing), message }];
}

/** 422 with one entry for each wrong field. */
export function toFieldProblems(issues: readonly Issue[], input: unknown): Problem {
  const errors = issues.flatMap((issue) => fieldsOf(issue, input));
  const detail = errors
    .slice(0, 3)
    .map((error) => `${error.field || 'body'} ${error.message}`)
    .join('; ');
  return new Problem('validation_failed', { detail, errors: errors.slice(0, mostFields) });
}
