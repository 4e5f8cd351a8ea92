import fc from 'fast-check';
import type { Operation } from './operations.ts';

export const credentials = (token = '{{access}}'): fc.Arbitrary<Record<string, string>> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 5, arbitrary: fc.constant({ authorization: `Bearer ${token}` }) },
    // Most of the older ones have ended by then.
    {
      weight: 6,
      arbitrary: fc.constant({ authorization: `Bearer ${token === '{{access}}' ? '{{newest-access}}' : token}` }),
    },
    { weight: 3, arbitrary: fc.constant({ cookie: '{{cookies}}', 'sec-fetch-site': 'same-origin' }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Record<string, string>>(
        { authorization: 'Bearer {{refresh}}' },
        { authorization: 'Bearer ' },
        { authorization: 'Basic YTpi' },
        { authorization: 'Bearer a.b.c' },
        { authorization: `Bearer ${'x'.repeat(8000)}` },
        { authorization: 'Bearer {{access}}', cookie: '{{cookies}}' },
        { cookie: 'access_token=x; access_token=y; refresh_token=z', 'sec-fetch-site': 'same-origin' },
        { cookie: 'refresh_token={{refresh}}', 'sec-fetch-site': 'same-origin' },
        { cookie: `a=${'b'.repeat(12_000)}` },
        { cookie: '{{cookies}}', origin: 'https://evil.example' },
        { cookie: '{{cookies}}', 'sec-fetch-site': 'cross-site' },
      ),
    },
  );

export const oddHeaders: fc.Arbitrary<Record<string, string>> = fc.constantFrom<Record<string, string>>(
  {},
  {},
  {},
  { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
  { 'x-request-id': 'evil\u00ff', 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'evil.example' },
  { 'accept-language': `${'uk;q=0.9,'.repeat(500)}*` },
  { accept: 'text/html', 'if-match': '*', range: 'bytes=0-99999999999' },
  { 'content-encoding': 'gzip' },
  { expect: '100-continue' },
  { origin: 'null' },
  { 'user-agent': '() { :; };\u00e9' },
  { host: 'evil.example' },
);

/** Few keys, so that they come again with the same and with another request; and some that are none. */
export const keysOf = (operation: Operation): fc.Arbitrary<Record<string, string>> => {
  const takesKey = operation.parameters.some(({ in: place, name }) => place === 'header' && name === 'Idempotency-Key');
  if (!takesKey) return fc.constant({});
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', '"c"').map((key) => ({ 'idempotency-key': key })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'two words', 'x'.repeat(300), '\u00e9').map((key) => ({ 'idempotency-key': key })),
    },
  );
};

export const contentTypes = (expected: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(expected) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/json; charset=utf-16',
        'application/json\t',
        'json',
        'application/vnd.api+json',
        '/',
      ),
    },
  );
