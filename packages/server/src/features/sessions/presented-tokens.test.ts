import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { badAccessToken, readPresentedTokens } from './presented-tokens.ts';

const read = (headers: Record<string, string>) =>
  readPresentedTokens({ isSecure: false, publicPath: '/' }, { headers } as unknown as FastifyRequest);

test('an empty cookie is as good as none: a browser that was told to forget it may still send it', () => {
  const none = { bearer: null, accessCookie: null, refreshCookie: null };
  expect(read({ cookie: 'access_token=; refresh_token=' })).toEqual(none);
  expect(read({})).toEqual(none);
});

test('a Bearer token wins over the access cookie, and leaves the refresh cookie there', () => {
  const cookie = 'access_token=a; refresh_token=r';
  expect(read({ cookie })).toEqual({ bearer: null, accessCookie: 'a', refreshCookie: 'r' });
  expect(read({ cookie, authorization: 'Bearer b' })).toEqual({ bearer: 'b', accessCookie: null, refreshCookie: 'r' });
});

test('a token that is not good is told in words, and in a challenge for machines (RFC 6750 §3.1)', () => {
  const { code, status, details } = badAccessToken();
  expect([code, status]).toEqual(['invalid_token', 401]);
  expect(details).toMatchObject({
    detail: 'The access token is expired, mangled or not one of this service',
    headers: { 'www-authenticate': 'Bearer error="invalid_token", error_description="The access token is not good"' },
  });
});
