import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type CryptoKey, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type AuthorizationServer, startAuthorizationServer } from '../test/authorization-server.ts';
import { BearerRefusal } from './answers/bearer-refusal.ts';
import { Unavailable } from './answers/unavailable.ts';
import { createVerifier, type Verifier } from './create-verifier.ts';

let server: AuthorizationServer;
let verifier: Verifier;

beforeEach(async () => {
  server = await startAuthorizationServer();
  verifier = createVerifier({ issuer: server.issuer, audience: server.audience, revocations: 'none' });
});

afterEach(() => server.stop());

const now = () => Math.floor(Date.now() / 1000);

async function expectRefused(token: string | Promise<string>, by: Verifier = verifier) {
  const refusal = await by.verify(await token).then(
    () => 'accepted',
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(BearerRefusal);
  expect(refusal).toMatchObject({ code: 'invalid_token', status: 401 });
  // The reason goes to the log, never to the caller.
  expect(refusal).toMatchObject({ message: 'The access token is not valid or has expired', cause: expect.any(Error) });
}

describe('a good token', () => {
  it('is verified against the keys found under the issuer, which may hold a path', async () => {
    const claims = await verifier.verify(await server.sign({ role: 'admin' }));
    expect(claims).toMatchObject({ sub: 'account-1', sid: 'session-1', gen: 1, epoch: 0, role: 'admin', amr: ['pwd'] });
    expect(server.requests).toEqual(['/accounts/.well-known/jwks.json']);
  });

  it('costs no further request when the keys are known', async () => {
    for (let round = 0; round < 5; round += 1) await verifier.verify(await server.sign());
    expect(server.requests).toHaveLength(1);
  });

  it.each(['RS256', 'Ed25519'])('may be signed with %s', async (algorithm) => {
    const key = await server.addKey('other', algorithm);
    const token = await server.sign({}, { alg: algorithm, kid: 'other' }, key);
    expect(await verifier.verify(token)).toMatchObject({ sub: 'account-1' });
  });

  it('may name several audiences, ours among them', async () => {
    const token = await server.sign({ aud: ['https://other.example', server.audience] });
    expect(await verifier.verify(token)).toMatchObject({ sub: 'account-1' });
  });

  it('is found by an own address of the keys', async () => {
    const elsewhere = createVerifier({
      issuer: server.issuer,
      audience: server.audience,
      jwksUrl: new URL('/keys', server.issuer),
      revocations: 'none',
    });
    await elsewhere.verify(await server.sign());
    expect(server.requests).toEqual(['/keys']);
  });

  it('is remembered, and nobody can change what it says for the next request', async () => {
    const token = await server.sign({ aud: [server.audience] });
    const claims = await verifier.verify(token);
    expect(() => Object.assign(claims, { role: 'admin' })).toThrow(TypeError);
    expect(() => (claims.aud as string[]).push('other')).toThrow(TypeError);
    expect(await verifier.verify(token)).toBe(claims);
    expect(verifier.state()).toMatchObject({ follows: false, isStale: false, rememberedTokens: 1 });
  });

  it('may have expired within the leeway, and not beyond it', async () => {
    expect(await verifier.verify(await server.sign({ exp: now() - 3 }))).toMatchObject({ sub: 'account-1' });
    await expectRefused(server.sign({ exp: now() - 7 }));
    const exact = createVerifier({
      issuer: server.issuer,
      audience: server.audience,
      revocations: 'none',
      leewaySeconds: 0,
    });
    await expectRefused(server.sign({ exp: now() - 1 }), exact);
  });
});

describe('a token that is not good', () => {
  it('D1: of another type is refused', async () => {
    for (const typ of ['JWT', 'rt+jwt', 'at+jwt+x', '']) await expectRefused(server.sign({}, { typ }));
  });

  it('D2: without a signature is refused, however "none" is spelt', async () => {
    const payload = JSON.parse(Buffer.from((await server.sign()).split('.')[1] ?? '', 'base64url').toString());
    await expectRefused(new UnsecuredJWT(payload).encode());
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = Buffer.from(JSON.stringify({ alg, typ: 'at+jwt', kid: 'first' })).toString('base64url');
      await expectRefused(`${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`);
    }
  });

  it('D2: signed by HMAC with the public key is refused', async () => {
    const [jwk] = server.published;
    const pem = await exportSPKI((await importJWK({ ...jwk, ext: true }, 'ES256')) as CryptoKey);
    for (const secret of [pem, ` ${pem}`, JSON.stringify(jwk)]) {
      const token = new SignJWT({ sub: 'account-1' }).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'first' });
      await expectRefused(token.sign(Buffer.from(secret)));
    }
  });

  it("D3: that names the attacker's key by jwk, jku or x5u is refused, and nobody follows the address", async () => {
    const asked: string[] = [];
    const sink = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(JSON.stringify({ keys: [] }));
    });
    await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/keys`;
    const { privateKey } = await generateKeyPair('ES256');
    for (const header of [{ jku: address }, { x5u: address }, { jwk: server.published[0] ?? {} }]) {
      await expectRefused(server.sign({}, { ...header, kid: 'first' }, privateKey));
      await expectRefused(server.sign({}, { ...header, kid: 'mine' }, privateKey));
    }
    expect(asked).toEqual([]);
    await new Promise((resolve) => sink.close(resolve));
  });

  it('D4: with an unknown kid is refused, at the cost of at most one request per cooldown', async () => {
    await verifier.verify(await server.sign());
    const { privateKey } = await generateKeyPair('ES256');
    const kids = [
      'unknown',
      '../../etc/passwd',
      "' OR 1=1 --",
      'x'.repeat(10_000),
      ...Array.from({ length: 100 }, String),
    ];
    await Promise.all(kids.map((kid) => expectRefused(server.sign({}, { kid }, privateKey))));
    expect(server.requests).toHaveLength(1);
    expect(await verifier.verify(await server.sign())).toMatchObject({ sub: 'account-1' });
  });

  it('D4: with a kid that is published later is accepted once the cooldown is over', async () => {
    const impatient = createVerifier({
      issuer: server.issuer,
      audience: server.audience,
      revocations: 'none',
      keyCooldownSeconds: 0.2,
    });
    await impatient.verify(await server.sign());
    const token = await server.sign({}, { kid: 'second' }, await server.addKey('second'));
    await expectRefused(token, impatient);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await impatient.verify(token)).toMatchObject({ sub: 'account-1' });
    expect(server.requests).toHaveLength(2);
  });

  it('D4: without a kid, or with one that is no text, is refused although a single key is published', async () => {
    await expectRefused(server.sign({}, { kid: undefined } as never));
    await expectRefused(server.sign({}, { kid: '' }));
    await expectRefused(server.sign({}, { kid: ['first'] } as never));
  });

  it('D5: with an unknown critical header, or encrypted, is refused', async () => {
    const [, payload, signature] = (await server.sign()).split('.');
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'first', crit: ['x'], x: 1 };
    await expectRefused(`${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`);
    await expectRefused(server.sign({}, { b64: false, crit: ['b64'] }).catch(() => 'a.b.c'));
    await expectRefused('e30.e30.e30.e30.e30');
  });

  it.each(['exp', 'iat', 'sub', 'iss', 'aud', 'sid', 'gen', 'epoch', 'jti', 'client_id', 'role', 'amr', 'auth_time'])(
    'D6, D7: without %s is refused',
    (name) => expectRefused(server.sign({ [name]: undefined })),
  );

  it.each([
    { exp: '9999999999' },
    { exp: 1e308 },
    { exp: -1 },
    { iat: now() + 3600 },
    { nbf: now() + 3600 },
    { sub: '' },
    { gen: 0 },
    { gen: 1.5 },
    { epoch: '0' },
    { amr: 'pwd' },
    { role: ['admin'] },
  ])('D6: with %j is refused', (claims) => expectRefused(server.sign(claims)));

  it('D7: for another audience or by another issuer is refused', async () => {
    await expectRefused(server.sign({ aud: 'https://other.example' }));
    await expectRefused(server.sign({ aud: [`${server.audience}/`, `${server.audience}.evil.example`] }));
    for (const iss of ['https://evil.example', `${server.issuer}/`, server.issuer.toUpperCase(), [server.issuer]]) {
      await expectRefused(server.sign({ iss }));
    }
  });

  it('D8: signed with the right key by another algorithm is refused', async () => {
    const key = await server.addKey('strong', 'RS512');
    await expectRefused(server.sign({}, { alg: 'RS512', kid: 'strong' }, key));
  });

  it('D10: with another spelling of the same bytes, truncated or extended is refused', async () => {
    const token = await server.sign();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const lastBits = alphabet.indexOf(token.at(-1) ?? '');
    const respelt = `${token.slice(0, -1)}${alphabet[lastBits + 1]}`;
    expect(Buffer.from(respelt.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    );
    const spellings = [
      respelt,
      token.slice(0, -1),
      `${token}=`,
      `${token}.`,
      `.${token}`,
      `${token}A`,
      token.replace('.', '..'),
      '',
      'x',
      '💥',
    ];
    for (const spelling of spellings) await expectRefused(spelling);
  });

  it('D10: with one letter changed anywhere is refused', async () => {
    const token = await server.sign();
    for (let place = 0; place < token.length; place += 7) {
      const letter = token[place] === 'A' ? 'B' : 'A';
      await expectRefused(`${token.slice(0, place)}${letter}${token.slice(place + 1)}`);
    }
  });

  it('that is missing is refused without an error code, as RFC 6750 asks', async () => {
    await expect(verifier.verify(undefined)).rejects.toMatchObject({
      code: undefined,
      status: 401,
      wwwAuthenticate: 'Bearer',
    });
  });
});

describe('when the keys cannot be fetched', () => {
  it('nothing is said about the token: 503, not 401', async () => {
    server.status = 500;
    await expect(verifier.verify(await server.sign())).rejects.toBeInstanceOf(Unavailable);
    await expect(verifier.verify(await server.sign())).rejects.toMatchObject({
      code: 'keys_unavailable',
      status: 503,
      retryAfterSeconds: 1,
    });
  });

  it('the failed fetch is not repeated for a second, and then it recovers', async () => {
    server.status = 500;
    const token = await server.sign();
    await Promise.allSettled(Array.from({ length: 50 }, () => verifier.verify(token)));
    for (let round = 0; round < 10; round += 1) await verifier.verify(token).catch(() => {});
    expect(server.requests).toHaveLength(1);
    server.status = 200;
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await verifier.verify(token)).toMatchObject({ sub: 'account-1' });
  });
});

describe('the options', () => {
  const options = { issuer: 'https://accounts.example', audience: 'https://api.example' };

  it('say aloud that no revocation is known, or bring a service key to know them by', () => {
    const open = (given: object) => () => createVerifier({ ...options, ...given } as never);
    expect(open({})).toThrow(
      "serviceKey is needed to learn which sessions have ended; without one say revocations: 'none'",
    );
    expect(open({ serviceKey: '' })).toThrow('serviceKey is needed');
    expect(open({ serviceKey: 'psk_x', revocations: 'none' })).toThrow('contradict');
    for (const maxStalenessSeconds of [0, 2, Number.NaN, -1])
      expect(open({ serviceKey: 'psk_x', maxStalenessSeconds })).toThrow('maxStalenessSeconds must be 3 or more');
    for (const rememberedTokens of [-1, 1.5, Number.NaN])
      expect(open({ revocations: 'none', rememberedTokens })).toThrow('rememberedTokens must be a whole number');
  });

  it('need issuer and audience, and a leeway of at most 5 seconds', () => {
    const good = { issuer: 'https://accounts.example', audience: 'https://api.example', revocations: 'none' } as const;
    expect(() => createVerifier({ ...good, audience: '' })).toThrow('audience is needed');
    expect(() => createVerifier({ ...good, issuer: '' })).toThrow('issuer is needed');
    for (const leewaySeconds of [-1, 6, Number.NaN]) {
      expect(() => createVerifier({ ...good, leewaySeconds })).toThrow('leewaySeconds must be 0–5');
    }
    expect(() => createVerifier({ ...good, issuer: 'accounts' })).toThrow();
  });
});

it('tokens of one account never yield the claims of another under load (D11)', async () => {
  const subjects = Array.from({ length: 100 }, (_, index) => createHash('sha256').update(`${index}`).digest('hex'));
  const tokens = await Promise.all(subjects.map((sub) => server.sign({ sub })));
  const claims = await Promise.all([...tokens, ...tokens].map((token) => verifier.verify(token)));
  expect(claims.map(({ sub }) => sub)).toEqual([...subjects, ...subjects]);
});
