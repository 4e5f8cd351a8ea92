import { spawnSync } from 'node:child_process';
import { pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashRaw } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { openCommandLine } from './command-line.ts';
import { givenForeignHashes } from './given-foreign-hashes.ts';
import { readDocument } from './repository-copy.ts';

const guide = readDocument('docs/guides/coming-from.md');
const password = 'a door that opens';

/** A program of the guide, by the name that it is called by in its first line. */
function program(name: string): string {
  const text = [...guide.matchAll(/```js\n([\s\S]*?)```/g)]
    .map(([, code = '']) => code)
    .find((code) => code.startsWith(`// node ${name} `));
  if (text === undefined) throw new Error(`the guide has no ${name}`);
  return text;
}

/** Runs a program of the guide on what another system wrote, imports what comes out, and signs everybody in. */
async function bring(name: string, exported: string, options: string) {
  const line = openCommandLine();
  const [script, file] = [join(line.dataDirectory, name), join(line.dataDirectory, 'users.jsonl')];
  writeFileSync(script, program(name));
  const { stdout, stderr } = spawnSync(process.execPath, [script], { input: exported, encoding: 'utf8' });
  expect(stderr).toBe('');
  writeFileSync(file, stdout);
  const told = await line.json<{ brought_in: number; without_password: number; unverified: number; refused: number }>(
    `accounts import ${file} ${options}`,
  );
  const app = await line.serve();
  const signIn = async (login: string, given = password) =>
    (await app.post('/api/auth/sign-in', { login, password: given })).statusCode;
  return { told, signIn };
}

it('every call that a guide names is in the OpenAPI document', () => {
  const { paths } = JSON.parse(readDocument('docs/reference/openapi.json')) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const named = readdirSync(new URL('../../../docs/guides', import.meta.url)).flatMap((page) => {
    const text = readDocument(`docs/guides/${page}`);
    // There the first column is what people had.
    const ours = page === 'coming-from.md' ? text.replace(/^\|[^|]*\|/gm, '|') : text;
    return [...ours.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/api\/[^`\s?]*)`/g)].map(([, method = '', path = '']) => ({
      page,
      method,
      path,
    }));
  });
  expect(named.filter(({ page }) => page === 'coming-from.md').length).toBeGreaterThan(30);
  expect(named.filter(({ method, path }) => paths[path]?.[method.toLowerCase()] === undefined)).toEqual([]);
});

describe('the guide for people who come from elsewhere', () => {
  it('brings people from Keycloak with PBKDF2 of either length and with Argon2', async () => {
    const exported = JSON.stringify({ realm: 'app', users: await keycloakUsers() });
    const { told, signIn } = await bring('keycloak-users.mjs', exported, '--keep-ids');
    expect(told).toMatchObject({ brought_in: 6, without_password: 1, unverified: 0, refused: 0 });
    for (const name of ['short256', 'long256', 'sha512', 'sha1', 'argon2']) {
      expect([name, await signIn(name)]).toEqual([name, 200]);
      expect([name, await signIn(`${name}@example.com`, 'another door')]).toEqual([name, 401]);
    }
    expect(await signIn('social')).toBe(401);
  });

  it('brings people from Better Auth, whose scrypt is Django’s in another spelling', async () => {
    const salt = randomBytes(16).toString('hex');
    const key = scryptSync(password, salt, 64, { N: 16384, r: 16, p: 1, maxmem: 2 ** 26 }).toString('hex');
    const person = (name: string, more: object) =>
      JSON.stringify({
        email: `${name}@example.com`,
        email_verified: true,
        created_at: '2026-01-02T03:04:05Z',
        ...more,
      });
    const exported = `${person('kim', { password: `${salt}:${key}` })}\n${person('social', { password: null })}\n`;
    const { told, signIn } = await bring('better-auth-hash.mjs', exported, '');
    expect(told).toMatchObject({ brought_in: 2, without_password: 1, refused: 0 });
    expect([await signIn('kim@example.com'), await signIn('kim@example.com', 'another door')]).toEqual([200, 401]);
  });

  it('brings people from the file of hashes that Auth0 sends', async () => {
    const bcrypt = givenForeignHashes().find(({ kind }) => kind === 'bcrypt-2b');
    const passwordHash = bcrypt?.hash;
    const verified = { identifiers: [{ type: 'email', value: 'lea@example.com', verified: true }] };
    const exported = [
      {
        _id: { $oid: '5dea9f9c82dd7c0e76e4ec93' },
        email: 'kim@example.com',
        email_verified: true,
        passwordHash,
        tenant: 'app',
      },
      { _id: { $oid: '5dea9f9c82dd7c0e76e4ec94' }, passwordHash, ...verified },
    ];
    const { told, signIn } = await bring(
      'auth0-users.mjs',
      exported.map((user) => JSON.stringify(user)).join('\n'),
      '',
    );
    expect(told).toMatchObject({ brought_in: 2, unverified: 0, refused: 0 });
    const codes = ['kim', 'lea'].map((name) => signIn(`${name}@example.com`, bcrypt?.password));
    expect(await Promise.all(codes)).toEqual([200, 200]);
  });
});

/** As a realm is exported with its users; the derived keys of PBKDF2 have 64 bytes in older versions whatever the digest. */
async function keycloakUsers(): Promise<object[]> {
  const pbkdf2 = (name: string, algorithm: string, rounds: number, bytes: number, digest: string) => {
    const salt = randomBytes(16);
    const value = pbkdf2Sync(password, salt, rounds, bytes, digest);
    return user(name, { value, salt }, { hashIterations: rounds, algorithm, additionalParameters: {} });
  };
  const salt = randomBytes(16);
  const cost = { memoryCost: 7168, timeCost: 5, parallelism: 1, outputLen: 32 };
  const value = await hashRaw(password, { ...cost, salt });
  const parameters = { hashLength: ['32'], memory: ['7168'], type: ['id'], version: ['1.3'], parallelism: ['1'] };
  const argon2 = { hashIterations: 5, algorithm: 'argon2', additionalParameters: parameters };
  return [
    pbkdf2('short256', 'pbkdf2-sha256', 27_500, 32, 'sha256'),
    pbkdf2('long256', 'pbkdf2-sha256', 27_500, 64, 'sha256'),
    pbkdf2('sha512', 'pbkdf2-sha512', 30_000, 64, 'sha512'),
    pbkdf2('sha1', 'pbkdf2', 20_000, 64, 'sha1'),
    user('argon2', { value, salt }, argon2),
    { ...user('social', { value, salt }, argon2), credentials: [] },
  ];
}

function user(name: string, secret: { value: Buffer; salt: Buffer }, data: object): object {
  const secretData = {
    value: secret.value.toString('base64'),
    salt: secret.salt.toString('base64'),
    additionalParameters: {},
  };
  return {
    id: crypto.randomUUID(),
    username: name,
    email: `${name}@example.com`,
    emailVerified: true,
    enabled: true,
    firstName: 'Kim',
    lastName: 'Kovalenko',
    createdTimestamp: 1_700_000_000_000,
    credentials: [{ type: 'password', secretData: JSON.stringify(secretData), credentialData: JSON.stringify(data) }],
  };
}
