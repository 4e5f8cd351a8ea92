import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Problem } from '#platform/errors.ts';
import { toFieldProblems } from './field-problems.ts';

const schema = z.strictObject({
  name: z.string().min(2).max(4),
  color: z.enum(['red', 'blue']).optional(),
  own: z
    .string()
    .superRefine((_, issues) =>
      issues.addIssue({ code: 'custom', params: { code: 'weak_password' }, message: 'is too easy' }),
    )
    .optional(),
  strange: z
    .string()
    .refine(() => false, 'is strange')
    .optional(),
  inner: z.strictObject({ list: z.array(z.int()) }).optional(),
});
const errorsOf = (input: unknown): Problem['details']['errors'] =>
  toFieldProblems(schema.safeParse(input).error?.issues ?? [], input).details.errors;
const codesOf = (input: unknown) => errorsOf(input)?.map(({ field, code }) => [field, code]);

test('each wrong field has one entry with its dotted path and a code of the closed list', () => {
  expect(codesOf({})).toEqual([['name', 'required']]);
  expect(codesOf({ name: 1 })).toEqual([['name', 'invalid_type']]);
  expect(codesOf({ name: 'a' })).toEqual([['name', 'too_short']]);
  expect(codesOf({ name: 'abcde', color: 'green' })).toEqual([
    ['name', 'too_long'],
    ['color', 'invalid_value'],
  ]);
  expect(codesOf({ name: 'ab', own: 'x', strange: 'x' })).toEqual([
    ['own', 'weak_password'],
    ['strange', 'invalid_value'],
  ]);
  expect(codesOf({ name: 'ab', inner: { list: [1, 'x'] } })).toEqual([['inner.list.1', 'invalid_type']]);
  expect(codesOf({ name: 'ab', role: 'admin', inner: { list: [], deep: 1 } })).toEqual([
    ['inner.deep', 'unknown_field'],
    ['role', 'unknown_field'],
  ]);
  expect(codesOf(null)).toEqual([['', 'invalid_type']]);
});

test('J5: the answer does not grow with a hostile body, and echoes no value', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`${'k'.repeat(500)}${n}`, 'canary']));
  const problem = toFieldProblems(schema.safeParse(many).error?.issues ?? [], many);
  expect(problem.details.errors?.length).toBe(20);
  expect(JSON.stringify([problem.details, problem.message]).length).toBeLessThan(5000);
  const secret = { name: 'canary-password-too-long', color: 'canary' };
  expect(JSON.stringify(errorsOf(secret))).not.toContain('canary');
});
