import { expect, test } from 'vitest';
import { createOriginRule } from './origins.ts';

const production = { publicOrigin: 'https://id.example', appOrigins: ['https://shop.example'], isProduction: true };

test('K3: production knows its own origin and the listed ones, to the letter', () => {
  const isAllowed = createOriginRule(production);
  for (const origin of ['https://id.example', 'https://shop.example']) expect(isAllowed(origin)).toBe(true);
  for (const origin of [
    'null',
    '',
    'http://id.example',
    'https://id.example/',
    'https://id.example:443',
    'https://ID.example',
    'https://id.example.evil.example',
    'https://evil-id.example',
    'https://sub.id.example',
    'https://localhost',
    'http://localhost:3000',
    'https://shop.example,https://id.example',
  ])
    expect([origin, isAllowed(origin)]).toEqual([origin, false]);
});

test('in development the three names of this machine are one, and without a list any port of it will do', () => {
  const listed = createOriginRule({
    publicOrigin: 'http://localhost:8000',
    appOrigins: ['http://localhost:3000'],
    isProduction: false,
  });
  for (const origin of ['http://127.0.0.1:8000', 'http://[::1]:8000', 'http://127.0.0.1:3000'])
    expect(listed(origin)).toBe(true);
  for (const origin of ['http://localhost:3001', 'https://localhost:8000', 'http://127.0.0.1:80001', 'null'])
    expect(listed(origin)).toBe(false);
  const unlisted = createOriginRule({ publicOrigin: 'http://localhost:8000', appOrigins: null, isProduction: false });
  for (const origin of ['http://localhost:1', 'https://127.0.0.1', 'http://[::1]:65535'])
    expect(unlisted(origin)).toBe(true);
  for (const origin of [
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.2',
    'http://localhost:x',
    'http://localhost:80@evil.example',
    'null',
  ])
    expect([origin, unlisted(origin)]).toEqual([origin, false]);
});
