import fc from 'fast-check';

/** In each of them a marker may stand, by which an answer that gives back what was sent is known. */
const payloads = [
  "' OR '1'='1' --",
  "'; DROP TABLE accounts; --",
  '" OR ""="',
  "%' AND 1=CAST((SELECT hash FROM passwords LIMIT 1) AS int) --",
  '{"$ne":null}',
  '$\u007b7*7}{{7*7}}<%= 7*7 %>#{7*7}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=cmd()|A1',
  '../../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%00',
  '%c0%ae%c0%ae/',
  'http://169.254.169.254/latest',
  '//evil.example/',
  '/\\evil.example',
  'javascript:alert(1)',
  '\r\nSet-Cookie: evil=1\r\n\r\nHTTP/1.1 200 OK',
  '%0d%0aSet-Cookie:%20evil=1',
  '\u001b[31mred\u001b[0m\n{"level":"fatal"}',
  '() { :; }; echo vulnerable',
  '__proto__',
  'constructor.prototype',
  'toString',
  'a@evil.example,v@victim.example',
  '<a@victim.example>',
  'victim@evil.example\u0000',
  'victim\uff20example.com',
  'vict\u200bim@example.com',
  '\u202emoc.elpmaxe@mitciv',
  'e\u0301\u0323'.repeat(50),
  '\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67'.repeat(20),
  '\ud800',
  'раyраl@exаmple.com',
  '١٢٣٤٥٦٧٨',
  'true',
  'null',
  'NaN',
  '-1',
  '0x10',
  '1e309',
  'undefined',
] as const;

const lengths = [0, 1, 2, 7, 8, 63, 64, 65, 128, 253, 254, 255, 256, 257, 1000, 5000] as const;

/** Text that nobody asked for. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...payloads) },
  { weight: 2, arbitrary: fc.constantFrom(...lengths).map((length) => 'a'.repeat(length)) },
  { weight: 1, arbitrary: fc.constantFrom(...lengths).map((length) => 'Ї'.repeat(length)) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(...payloads).map((payload) => payload.repeat(200)) },
);

/** A value of a kind that nobody asked for. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 53, 1e308, '', [], {}, [[]], { $ne: null }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(['a'], ['a', 'b'], { length: 1e9 }, { toString: 1 }) },
);

/** Bodies that are no JSON, or JSON that is meant to hurt. */
export const hostileBytes: fc.Arbitrary<Buffer> = fc
  .constantFrom(
    '',
    ' ',
    '{',
    '{"login":',
    '[]',
    'null',
    '"text"',
    '1e400',
    '{"a":1e400}',
    '{"login":"a","login":"b","password":"c"}',
    '{"__proto__":{"role":"admin"},"login":"a","password":"b"}',
    '{"constructor":{"prototype":{"role":"admin"}}}',
    '\ufeff{"login":"a"}',
    '{"login":"\\ud800","password":"\\u0000"}',
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
    `{${Array.from({ length: 5000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
    `[${'1,'.repeat(20_000)}1]`,
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    'a=1&a=2&a[]=3&a[b]=4&__proto__[x]=1',
    'grant_type=password&username=a&username=b&password=c',
    'grant_type=refresh_token&refresh_token=%ff%fe',
    `${'a=1&'.repeat(3000)}`,
  )
  .map((text) => Buffer.from(text))
  .chain((bytes) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(bytes) },
      { weight: 1, arbitrary: fc.constant(Buffer.concat([bytes, Buffer.from([0xff, 0xfe, 0x00, 0xc3])])) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((noise) => Buffer.from(noise)) },
    ),
  );
