import { expect, test } from 'vitest';
import { dataHeaders, pageHeaders } from './security-headers.ts';

const policyOf = (headers: Readonly<Record<string, string>>) => (headers['content-security-policy'] ?? '').split('; ');

test('a page runs the scripts of its own origin only, and no text becomes markup or a script', () => {
  const policy = policyOf(pageHeaders(true));
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).toContain('trusted-types default');
  expect(policy.join()).not.toMatch(/unsafe|allow-duplicates|\*/);
});

test('nothing in data may run, and https stays https only where it is', () => {
  expect(policyOf(dataHeaders(false))).toEqual(["default-src 'none'", "frame-ancestors 'none'"]);
  expect(dataHeaders(false)).not.toHaveProperty('strict-transport-security');
  expect(pageHeaders(true)).toHaveProperty('strict-transport-security');
});
