import { expect, it } from 'vitest';

import { cookieNamesOf, createOriginRule } from './cookie-rules.ts';

it('cookies are called as the address of the authorization server says', () => {
  expect(cookieNamesOf('https://id.example')).toEqual({
    access: '__Host-access_token',
    refresh: '__Host-refresh_token',
  });
  expect(cookieNamesOf('https://id.example/accounts').access).toBe('__Secure-access_token');
  expect(cookieNamesOf('http://localhost:8000').access).toBe('access_token');
});

it('allowed origins are written to the letter, so that no slash makes one that never matches', () => {
  for (const text of ['https://shop.example/', 'https://Shop.example', 'https://shop.example:443', 'null', 'shop'])
    expect(() => createOriginRule([text])).toThrow(TypeError);
});
