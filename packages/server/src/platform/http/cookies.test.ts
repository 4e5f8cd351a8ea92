import { expect, test } from 'vitest';
import { cookieScopeOf, readCookie, writeCookie } from './cookies.ts';

test('one cookie is read by its exact name', () => {
  expect(readCookie('a=1; token=x.y-z_0; b=2', 'token')).toEqual({ value: 'x.y-z_0' });
  expect(readCookie('token=a=b', 'token')).toEqual({ value: 'a=b' });
  expect(readCookie(' token = x ', 'token')).toEqual({ value: 'x' });
  expect(readCookie('token=', 'token')).toEqual({ value: '' });
  for (const header of [undefined, '', ';;', 'token', 'Token=x', 'xtoken=x', 'tokens=x', '=token', 'a=token=x'])
    expect([header, readCookie(header, 'token')]).toEqual([header, 'absent']);
});

test('E13: a name sent twice is ambiguous, even with the same value or none', () => {
  for (const header of ['t=1; t=2', 't=1;t=1', 't=; t=1', 't=1; a=2; t =3'])
    expect(readCookie(header, 't')).toBe('ambiguous');
});

test('K1: the scope follows PUBLIC_URL', () => {
  const line = (isSecure: boolean, publicPath: string) =>
    writeCookie(cookieScopeOf({ isSecure, publicPath }), 'n', 'v', 60);
  expect(line(true, '')).toBe('__Host-n=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure');
  expect(line(true, '/a/b')).toBe('__Secure-n=v; Path=/a/b; Max-Age=60; HttpOnly; SameSite=Lax; Secure');
  expect(line(false, '')).toBe('n=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax');
});
