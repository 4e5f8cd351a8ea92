import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { clockToleranceSeconds, parseClaims } from './parse-claims.ts';
import { type AccessTokenClaims, signAccessToken } from './sign-access-token.ts';
import type { SigningKey, SigningKeys } from './signing-keys.ts';
import { createAccessTokenVerifier } from './verify-access-token.ts';

const now = 1_800_000_000_000;
const config = { publicUrl: 'https://id.example', tokenAudience: 'https://api.example', accessTokenSeconds: 900 };
const subject = {
  accountId: 'account',
  role: 'user',
  sessionId: 'session',
  generation: 1,
  epoch: 0,
  now,
  expiresAt: now + 900_000,
  authenticatedAt: now,
};

function givenKey(kid: string): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const encodedHeader = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid })).toString('base64url');
  return { kid, algorithm: 'ES256', publicKey, privateKey, encodedHeader, publicJwk: {} };
}

/** Keys in memory; how often one was looked for is how often a token was verified anew. */
function given() {
  const key = givenKey('one');
  let lookups = 0;
  const signingKeys = {
    current: () => key,
    findByHeader: (header: string) => {
      lookups += 1;
      return header === key.encodedHeader ? key : undefined;
    },
    hasKey: () => true,
  } as unknown as SigningKeys;
  const clock = { time: now, now: () => clock.time };
  const verifier = createAccessTokenVerifier({ signingKeys, clock, config });
  const token = signAccessToken({ signingKeys, config }, subject);
  return { key, clock, verifier, token, lookups: () => lookups };
}

test('a token seen before is not verified again, and dies at its end all the same', () => {
  const { clock, verifier, token, lookups } = given();
  const first = verifier.verify(token);
  const second = verifier.verify(token);
  expect(first).toEqual(second);
  expect(lookups()).toBe(1);
  clock.time = now + 899_999;
  expect(verifier.verify(token)).toHaveProperty('token');
  clock.time = now + 900_000;
  expect(verifier.verify(token)).toMatchObject({ refusal: 'expired', claims: { sub: 'account' } });
});

test('D10: a remembered signature under other claims is a forgery', () => {
  const { verifier, token } = given();
  expect(verifier.verify(token)).toHaveProperty('token');
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as AccessTokenClaims;
  const other = Buffer.from(JSON.stringify({ ...claims, sub: 'victim' })).toString('base64url');
  expect(verifier.verify(`${header}.${other}.${signature}`)).toEqual({ refusal: 'invalid' });
  expect(verifier.verify(`x${token}`)).toEqual({ refusal: 'invalid' });
  expect(verifier.verify(token.slice(1))).toEqual({ refusal: 'invalid' });
  expect(verifier.verify(signature)).toEqual({ refusal: 'invalid' });
});

test('a shorter ACCESS_TOKEN_SECONDS counts for old tokens too', () => {
  const { key, clock, token } = given();
  const signingKeys = { findByHeader: () => key, hasKey: () => true } as unknown as SigningKeys;
  const shorter = createAccessTokenVerifier({ signingKeys, clock, config: { ...config, accessTokenSeconds: 60 } });
  clock.time = now + 59_000;
  expect(shorter.verify(token)).toHaveProperty('token');
  clock.time = now + 60_000;
  expect(shorter.verify(token)).toMatchObject({ refusal: 'expired' });
});

test('an expired token of somebody else’s making is invalid, never expired', () => {
  const { verifier, clock } = given();
  const forger = givenKey('one');
  const signingKeys = { current: () => forger } as SigningKeys;
  const forged = signAccessToken({ signingKeys, config }, { ...subject, expiresAt: now - 1000 });
  clock.time = now + 10;
  expect(verifier.verify(forged)).toEqual({ refusal: 'invalid' });
});

test('an over-long token is refused without being looked at', () => {
  const { verifier, token, lookups } = given();
  const [header, , signature = ''] = token.split('.');
  const ofLength = (length: number): string =>
    `${header}.${'b'.repeat(length - token.length + (token.split('.')[1]?.length ?? 0))}.${signature}`;
  expect(ofLength(4097)).toHaveLength(4097);
  expect(verifier.verify(ofLength(4097))).toEqual({ refusal: 'invalid' });
  expect(lookups()).toBe(0);
  expect(verifier.verify(ofLength(4096))).toEqual({ refusal: 'invalid' });
  expect(lookups()).toBe(1);
});

test('D10: what has more or fewer than three parts is no token, though our own key has signed it', () => {
  const { key, verifier, token, lookups } = given();
  const [header = '', payload = ''] = token.split('.');
  const signed = (text: string): string => {
    const signature = sign('sha256', Buffer.from(text), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  };
  expect(verifier.verify(signed(`${header}.${payload}`))).toHaveProperty('token');
  // A reader of base64 passes over the point in the middle.
  const four = `${header}.${payload.slice(0, 8)}.${payload.slice(8)}`;
  for (const text of [four, header, `.${payload}`, payload])
    expect([text, verifier.verify(signed(text))]).toEqual([text, { refusal: 'invalid' }]);
  expect(lookups()).toBe(1);
  expect(verifier.verify(signed(`${header}.`))).toEqual({ refusal: 'invalid' });
});

test('several tokens are remembered beside each other', () => {
  const { verifier, token, key, lookups } = given();
  const other = signAccessToken(
    { signingKeys: { current: () => key } as unknown as SigningKeys, config },
    { ...subject, accountId: 'other' },
  );
  for (let time = 0; time < 2; time += 1)
    for (const one of [token, other]) expect(verifier.verify(one)).toHaveProperty('token');
  expect(lookups()).toBe(2);
});

test('each claim is there in its shape, or none of them counts', () => {
  const { token } = given();
  const payload = token.split('.')[1] ?? '';
  const claims = parseClaims(payload, now);
  expect(claims).toMatchObject({
    iss: config.publicUrl,
    aud: config.tokenAudience,
    sub: 'account',
    gen: 1,
    amr: ['pwd'],
  });
  const parse = (value: unknown) => parseClaims(Buffer.from(JSON.stringify(value)).toString('base64url'), now);
  expect(parse(claims)).toEqual(claims);
  for (const name of Object.keys(claims ?? {}))
    for (const value of [undefined, null, '', {}, [], 1e308, -1, 1.5])
      expect([name, value, parse({ ...claims, [name]: value })]).toEqual([
        name,
        value,
        name === 'amr' && Array.isArray(value) ? { ...claims, amr: [] } : undefined,
      ]);
  // A later version may say more.
  expect(parse({ ...claims, scope: 'a' })).toEqual(claims);
  for (const text of ['', '{', 'null', '[]', '1', '"x"', `{"a":1}`])
    expect(parseClaims(Buffer.from(text).toString('base64url'), now)).toBeUndefined();
});

test('D6: the tolerance for clocks is exact', () => {
  const payload = given().token.split('.')[1] ?? '';
  expect(parseClaims(payload, now - clockToleranceSeconds * 1000)).toBeDefined();
  expect(parseClaims(payload, now - clockToleranceSeconds * 1000 - 1)).toBeUndefined();
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as AccessTokenClaims;
  const notBefore = (nbf: number) =>
    parseClaims(Buffer.from(JSON.stringify({ ...claims, nbf })).toString('base64url'), now);
  expect(notBefore(now / 1000 + clockToleranceSeconds)).toBeDefined();
  expect(notBefore(now / 1000 + clockToleranceSeconds + 1)).toBeUndefined();
});
