import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, test } from 'vitest';
import { openCommandLine } from '#test/command-line.ts';
import { findFreePort, ofTheShell } from '#test/start-service.ts';

const entry = fileURLToPath(new URL('portress.ts', import.meta.url));
const healthOfTheImage = fileURLToPath(new URL('../../../../deploy/docker/health.mjs', import.meta.url));

/** The exit code of what Docker runs every ten seconds. */
const askHealth = (PORT: string): Promise<number | null> =>
  new Promise((resolve) => {
    spawn(process.execPath, [healthOfTheImage], { env: { ...ofTheShell, PORT }, stdio: 'ignore' }).once(
      'close',
      resolve,
    );
  });

/** Runs it as a shell would. */
function start(line: string, settings: Record<string, string> = {}) {
  const child = spawn(process.execPath, [entry, ...line.split(' ')], {
    env: { ...ofTheShell, LOG_LEVEL: 'silent', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = { out: '', error: '' };
  child.stdout.on('data', (chunk) => {
    told.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    told.error += chunk;
  });
  const ended = new Promise<{ exitCode: number | null; out: string; error: string }>((resolve) =>
    child.once('close', (exitCode) => resolve({ exitCode, ...told })),
  );
  const untilTold = async (text: string): Promise<void> => {
    while (!told.out.includes(text) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { child, ended, untilTold };
}

it('hands its exit code to the shell, refusals on stderr', async () => {
  expect(await start('servee').ended).toMatchObject({ exitCode: 2, out: '', error: expect.stringContaining('serve') });
});

test('serve answers until SIGTERM; a second one on the same port is told why it cannot', async () => {
  const { dataDirectory } = openCommandLine();
  const settings = { DATA_DIR: dataDirectory, PORT: String(await findFreePort()) };
  const service = start('serve', settings);
  try {
    await service.untilTold('is ready at');
    const health = await fetch(`http://127.0.0.1:${settings.PORT}/healthz`, { headers: { connection: 'close' } });
    expect(await health.json()).toEqual({ status: 'alive' });
    expect(await askHealth(settings.PORT)).toBe(0);
    const second = await start('serve', settings).ended;
    expect(second).toMatchObject({ exitCode: 1 });
    expect(second.error).toContain('EADDRINUSE');
    expect(second.error).not.toContain('    at ');
  } finally {
    service.child.kill('SIGTERM');
  }
  expect((await service.ended).exitCode).toBe(0);
  expect(await askHealth(settings.PORT)).toBe(1);
});

test('the OpenAPI document needs no settings, is the same each time and leaves nothing behind', async () => {
  const first = await start('openapi', { PORT: 'nonsense', DATABASE_URL: 'nowhere', NODE_ENV: 'production' }).ended;
  expect(first).toMatchObject({ exitCode: 0, error: '' });
  expect(first.out.endsWith('}\n')).toBe(true);
  const document = JSON.parse(first.out);
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'http://localhost:8000' }] });
  const paths = Object.keys(document.paths);
  expect(paths).toContain('/api/auth/sign-in');
  expect(paths).toEqual(paths.toSorted());
  const second = await start('openapi --json').ended;
  expect(JSON.parse(second.out)).toEqual(document);
});
