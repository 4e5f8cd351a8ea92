import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ofTheShell } from '#test/start-service.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const secret = 'Ky0vR2x1Zm9yLXRlc3RzLW9ubHktbm90LXJlYWxseQ==';
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portress-settings-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Starts the real process with these settings and nothing else; stops it as soon as it says that it is ready. */
function start(
  settings: Record<string, string>,
): Promise<{ code: number | null; out: string; err: string; isReady: boolean }> {
  return new Promise((resolve) => {
    const env = {
      ...ofTheShell,
      DATA_DIR: join(directory, 'data'),
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...settings,
    };
    const child = spawn(process.execPath, [main], { env });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes(' is ready at ')) child.kill('SIGTERM');
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('close', (code) => resolve({ code, out, err, isReady: out.includes(' is ready at ') }));
  });
}

const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://id.example', MAIL: 'off' };

test('N7: production without a secret, with a default, a short or a simple one does not start, and does not show it', {
  timeout: 60_000,
}, async () => {
  const values = ['', 'short-secret-of-31-bytes-xxxxxx', 'change-me-please-change-me-please'];
  const outcomes = await Promise.all(
    values.map((value) => start({ ...production, ...(value !== '' && { SECRET_KEY: value }) })),
  );
  for (const [index, { code, out, err, isReady }] of outcomes.entries()) {
    const value = values[index] ?? '';
    expect([value, code, isReady]).toEqual([value, 1, false]);
    expect(err).toMatch(/SECRET_KEY: (is missing|must have 32 bytes|is an example)/);
    expect(err).not.toMatch(/\bat .*\.ts:\d/);
    if (value !== '') expect(out + err).not.toContain(value);
  }
});

test('N7: every fault is named at once, none with its value', async () => {
  const { code, err, out } = await start({
    NODE_ENV: 'production',
    PORT: 'canary-port',
    PUBLIC_URL: 'http://canary-host.example/?canary=1',
    SECRET_KEY: 'canary-secret',
    SIGN_UP: 'canary-sign-up',
    TRUSTED_PROXIES: 'canary-proxy',
    SMTP_URL: 'smtp://canary-user:canary-password@mail.example',
    ACCESS_TOKEN_SECONDS: '0',
    METRICS_TOKEN: 'canary-metrics',
    APP_ORIGINS: 'https://canary.example/path',
  });
  expect(code).toBe(1);
  const named = [...err.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1]);
  expect(new Set(named)).toEqual(
    new Set([
      'PORT',
      'PUBLIC_URL',
      'SECRET_KEY',
      'SIGN_UP',
      'TRUSTED_PROXIES',
      'MAIL_FROM',
      'ACCESS_TOKEN_SECONDS',
      'METRICS_TOKEN',
      'APP_ORIGINS',
    ]),
  );
  expect(err + out).not.toContain('canary');
});

test('N7: production starts with a good secret from the file of SECRET_KEY_FILE, and not with a short one', {
  timeout: 60_000,
}, async () => {
  const file = join(directory, 'secret');
  writeFileSync(file, `${secret}\n`);
  const { code, err, isReady } = await start({ ...production, DATA_DIR: join(directory, 'a'), SECRET_KEY_FILE: file });
  expect([err, code, isReady]).toEqual(['', 0, true]);
  writeFileSync(file, 'short');
  const short = await start({ ...production, SECRET_KEY_FILE: file });
  expect([short.code, short.err]).toEqual([1, expect.stringContaining('SECRET_KEY: must have 32 bytes')]);
});

test('N7: a database that is not there, or a secret that is not the one of the database, does not start a half service', {
  timeout: 60_000,
}, async () => {
  const [away, first] = await Promise.all([
    start({ ...production, SECRET_KEY: secret, DATABASE_URL: 'postgres://canary:canary@127.0.0.1:9/none' }),
    start({ ...production, SECRET_KEY: secret, DATA_DIR: join(directory, 'c') }),
  ]);
  expect([away.code, away.isReady, first.code]).toEqual([1, false, 0]);
  expect(away.err + away.out).not.toContain('canary:canary');
  const other = await start({ ...production, SECRET_KEY: `another-${secret}`, DATA_DIR: join(directory, 'c') });
  expect([other.code, other.isReady]).toEqual([1, false]);
  expect(other.err).toContain('SECRET_KEY');
});

test('N7: development makes a secret of its own, readable by its owner only, and keeps it', {
  timeout: 60_000,
}, async () => {
  const data = join(directory, 'development');
  const first = await start({ DATA_DIR: data });
  expect([first.err, first.isReady]).toEqual(['', true]);
  const file = join(data, 'development-secret');
  const made = readFileSync(file, 'utf8');
  expect(Buffer.from(made, 'base64')).toHaveLength(48);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(first.out).not.toContain(made.trim());
  expect((await start({ DATA_DIR: data })).isReady).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(made);
  expect(readdirSync(data).filter((name) => name.startsWith('development-secret'))).toEqual(['development-secret']);
});
