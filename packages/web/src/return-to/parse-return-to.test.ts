import { expect, test } from 'vitest';
import { ownAccount, parseReturnTo } from './parse-return-to.ts';

const origins = ['https://app.example', 'http://localhost:*'];
const parse = (value: unknown) => parseReturnTo(value, origins);

test.each([
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  '/\t/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/\n/evil.example',
  '/..//evil.example',
  '/.//evil.example',
  '/%2F/evil.example',
  '/%2Fevil.example',
  '/%5Cevil.example',
  '/%252Fevil.example',
  '%2F%2Fevil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'https://evil.example',
  'https://app.example@evil.example',
  'https://app.example:443@evil.example',
  'https://evil.example\\@app.example',
  'https://app.example.evil.example',
  'https://evilapp.example',
  'http://app.example',
  'https://app.example:8443',
  'https://anna:secret@app.example',
  'http://localhost.evil.example:3000',
  'https://localhost:3000',
  'ftp://app.example',
  'account',
  '',
  `/${'a'.repeat(3000)}`,
  undefined,
  null,
  7,
  ['/account/devices'],
])('K6: return_to %j is ignored', (value) => {
  expect(parse(value)).toEqual(ownAccount);
});

test.each(['/account/devices', '/', '/docs?tag=auth#sign-in', '/a%20b'])(
  'K6: the path %s of ours is followed',
  (path) => {
    expect(parse(path)).toEqual({ kind: 'page', path });
  },
);

test.each([
  'https://app.example/orders?id=1',
  'https://app.example',
  'http://localhost:5173/x',
  'HTTPS://APP.EXAMPLE/',
])('K6: %s has an origin of APP_ORIGINS and is followed', (value) => {
  expect(parse(value)).toEqual({ kind: 'application', url: new URL(value).href });
});

test('a way back to the sign-in page leads to the account instead', () => {
  expect(parse('/sign-in?return_to=/account')).toEqual(ownAccount);
});
