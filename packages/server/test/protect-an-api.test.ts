import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { whereInstalled } from '../../../examples/equipment/missing-programs.ts';
import { openTestDatabase } from './every-database.ts';
import { readDocument } from './repository-copy.ts';
import { findFreePort } from './start-service.ts';
import { bearer, openApp, type TestApp } from './test-app.ts';

const [, program = ''] = /```python\n([\s\S]*?)```/.exec(readDocument('docs/guides/protect-an-api.md')) ?? [];
const python = findPython();

/** Where there are several, packages of the system belong to the system's Python. */
function findPython(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((command) => {
    try {
      execFileSync(command, ['-c', 'import jwt, cryptography'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

if (whereInstalled(python === undefined ? ['python3-jwt', 'python3-cryptography'] : [])) {
  let service: TestApp;
  let api: { url: string; stop(): Promise<void> };

  beforeAll(async () => {
    const issuer = `http://localhost:${await findFreePort()}`;
    service = await openApp(await openTestDatabase('sqlite'), { PUBLIC_URL: issuer });
    await service.app.server.listen({ host: '127.0.0.1', port: Number(new URL(issuer).port) });
    api = await startApi(program.replaceAll('http://localhost:8000', issuer));
  });
  afterAll(async () => {
    await api?.stop();
    await service?.close();
  });

  it('the API in Python of the guide admits an access token, and nothing else', async () => {
    const account = await service.givenAccount();
    const { access_token, refresh_token } = (await service.signIn(account)).json<Record<string, string>>();
    const call = async (headers: Record<string, string>) => {
      const answer = await fetch(api.url, { headers });
      return [answer.status, answer.headers.get('www-authenticate'), await answer.text()];
    };
    expect(await call(bearer(access_token ?? ''))).toEqual([200, null, `Hello ${account.id}, your role is user\n`]);
    for (const token of [`${access_token}x`, withHeader(access_token, { typ: 'JWT' }), refresh_token, 'a.b.c'])
      expect(await call(bearer(token ?? ''))).toEqual([401, 'Bearer', '']);
    expect(await call({})).toEqual([401, 'Bearer', '']);
    expect((await call(bearer(withHeader(access_token, { kid: 'nobody’s' }))))[0]).toBe(503);
  });
}

/** The same token with another word in its header, which its signature does not cover then. */
function withHeader(token = '', more: object): string {
  const [header = '', ...rest] = token.split('.');
  const changed = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), ...more };
  return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
}

async function startApi(text: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await findFreePort();
  const child = spawn(python ?? '', ['-B', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.end(text.replace('("localhost", 9000)', `("127.0.0.1", ${port})`));
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const url = `http://127.0.0.1:${port}/`;
  const isUp = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`the API ended:\n${told}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const ended = once(child, 'close');
  return {
    url,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
