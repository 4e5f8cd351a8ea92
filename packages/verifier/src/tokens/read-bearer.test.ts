import { describe, expect, it } from 'vitest';

import { BearerRefusal } from '../answers/bearer-refusal.ts';
import { readBearer } from './read-bearer.ts';

describe('the Authorization header', () => {
  it.each(['Bearer abc.def', 'bearer abc.def', 'BEARER   abc.def', ' Bearer abc.def '])(
    '%j yields its token',
    (header) => {
      expect(readBearer(header)).toBe('abc.def');
      expect(readBearer([header])).toBe('abc.def');
    },
  );

  it.each([undefined, '', [], 'Basic YTpi', 'Bearerabc', 'DPoP abc'])('%j carries no Bearer token', (header) => {
    expect(readBearer(header)).toBeUndefined();
  });

  it.each(['Bearer', 'Bearer ', 'Bearer abc def', 'Bearer abc, Bearer def'].map((header) => [header]))(
    '%j cannot be read: 400 invalid_request',
    (header) => expect(() => readBearer(header)).toThrow(new BearerRefusal('invalid_request')),
  );

  it('given twice cannot be read: nobody can say which one counts', () => {
    expect(() => readBearer(['Bearer abc', 'Bearer abc'])).toThrow(BearerRefusal);
  });
});

describe('a refusal', () => {
  it('says in WWW-Authenticate what RFC 6750 §3 wants', () => {
    expect(new BearerRefusal().wwwAuthenticate).toBe('Bearer');
    const spoken = new BearerRefusal('invalid_token').wwwAuthenticate;
    expect(spoken).toBe(
      'Bearer error="invalid_token", error_description="The access token is not valid or has expired"',
    );
    expect(new BearerRefusal('insufficient_scope')).toMatchObject({ status: 403 });
    expect(new BearerRefusal('invalid_request')).toMatchObject({ status: 400 });
  });
});
