import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from './every-database.ts';
import { findFreePort } from './start-service.ts';
import { openApp } from './test-app.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const run = promisify(execFile);

/** The README's shell blocks that call the service, in their order, each with the answer shown under it. */
const blocks = [...readme.matchAll(/```sh\n([^`]*curl[^`]*)```\n```json\n([^`]*)```/g)].map(
  ([, script = '', shown = '']) => ({
    script,
    shown,
  }),
);

/** What differs from run to run: ids, tokens, instants, ports. What is left must be the same to the letter. */
const withoutChance = (text: string, port: string): string =>
  text
    .replaceAll(`localhost:${port}`, 'localhost:8000')
    .replace(/"(id|session_id|request_id|access_token|refresh_token)":"[^"]+"/g, '"$1":"…"')
    .replace(/\/avatars\/[\w-]{32}\.svg/g, '/avatars/….svg')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .trim();

describe('the README', () => {
  it('shows what a shell really answers, word for word: from sign-up to the refused token', {
    timeout: 60_000,
  }, async () => {
    expect(blocks).toHaveLength(5);
    const test = await openTestDatabase('sqlite');
    const app = await openApp(test, { PUBLIC_URL: 'http://localhost:8000' });
    const directory = mkdtempSync(join(tmpdir(), 'portress-readme-'));
    try {
      const address = await app.app.server.listen({ host: '127.0.0.1', port: 0 });
      const { port } = new URL(address);
      // The mail is sent by the outbox a moment after the sign-up: a person reads the answer meanwhile.
      const script = blocks
        .map(({ script: text }, index) => `${index === 1 ? 'sleep 1\n' : ''}${text}printf '\\n=====\\n'`)
        .join('\n')
        .replaceAll('localhost:8000', `127.0.0.1:${port}`);
      const { stdout } = await run('bash', ['-eu', '-c', script], { cwd: directory });
      const answers = stdout.split('\n=====\n').slice(0, blocks.length);
      for (const [index, { shown }] of blocks.entries())
        expect(withoutChance(answers[index] ?? '', port)).toBe(withoutChance(shown, port));
    } finally {
      await app.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('protects an API in ten lines that refuse and admit', { timeout: 60_000 }, async () => {
    const example = /```js\n([^`]*(?:`[^`]+`[^`]*)*)```/.exec(readme)?.[1] ?? '';
    expect(
      example
        .trim()
        .split('\n')
        .filter((line) => line !== ''),
    ).toHaveLength(10);
    const test = await openTestDatabase('sqlite');
    const app = await openApp(test);
    let api: ChildProcessByStdio<null, Readable, null> | undefined;
    try {
      const address = await app.app.server.listen({ host: '127.0.0.1', port: 0 });
      const account = await app.givenAccount();
      const { access_token } = (await app.signIn(account)).json<{ access_token: string }>();
      const port = await findFreePort();
      const code = example
        .replace(/new URL\(`[^`]+`\)/, `new URL('${address}/.well-known/jwks.json')`)
        .replace('.listen(4000)', `.listen(${port}, () => console.log('up'))`);
      api = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(api.stdout, 'data');
      const url = `http://127.0.0.1:${port}`;
      expect((await fetch(url)).status).toBe(401);
      const admitted = await fetch(url, { headers: { authorization: `Bearer ${access_token}` } });
      expect([admitted.status, await admitted.text()]).toEqual([200, `Hello, ${account.id}\n`]);
    } finally {
      api?.kill();
      await app.close();
    }
  });
});
