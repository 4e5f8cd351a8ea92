import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { createLog } from '#platform/log.ts';
import { makeSelfSigned } from '#test/self-signed.ts';
import { describeWithRedis } from '#test/servers/describe-with-redis.ts';
import { startRedis } from '#test/servers/start-redis.ts';
import { startTcpProxy } from '#test/servers/tcp-proxy.ts';
import { findFreePort } from '#test/start-service.ts';
import { openRedis } from './open-redis.ts';

const secrets = createSecrets(['a-secret-for-tests-only-0123456789-abcdefghij']);
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openLogged(url: string) {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const redis = await openRedis({ url, secrets, log });
  closing.push(redis.close);
  return { redis, lines };
}

test('without a Redis the service starts at once, says so in one line, and nobody waits', async () => {
  const port = await findFreePort();
  const startedAt = performance.now();
  const { redis, lines } = await openLogged(`redis://user:hidden-word@127.0.0.1:${port}`);
  expect(redis.status).toBe('degraded');
  expect(await redis.ask((client) => client.get('key'))).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('ECONNREFUSED');
  expect(lines.join()).not.toContain('hidden-word');
});

test('rediss:// gives a server whose certificate nobody vouches for not a byte', async () => {
  const received: Buffer[] = [];
  const { key, certificate } = makeSelfSigned();
  const server = createServer({ key, cert: certificate }, (socket) => {
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { redis, lines } = await openLogged(
    `rediss://:hidden-word@localhost:${(server.address() as AddressInfo).port}`,
  );
  expect(redis.status).toBe('degraded');
  expect(received).toHaveLength(0);
  expect(lines.join()).toMatch(/self-signed/i);
  expect(lines.join()).not.toContain('hidden-word');
});

describeWithRedis('a Redis that comes and goes', () => {
  const given = async () => {
    const server = await startRedis();
    closing.push(server.remove);
    return server;
  };

  test('one line when it goes, one when it is back; it may start later than the service', async () => {
    const server = await given();
    await server.stop();
    const { redis, lines } = await openLogged(server.url);
    expect(redis.status).toBe('degraded');
    await server.start();
    await expect.poll(() => redis.status, { timeout: 10_000 }).toBe('ready');
    await server.kill();
    await expect.poll(() => redis.status, { timeout: 10_000 }).toBe('degraded');
    await server.start();
    await expect.poll(() => redis.status, { timeout: 10_000 }).toBe('ready');
    expect(lines.map((line) => (line.includes('answers again') ? 'back' : 'away'))).toEqual([
      'away',
      'back',
      'away',
      'back',
    ]);
  });

  test('a wrong password is told without the right or the wrong one', async () => {
    const server = await given();
    await server.command('CONFIG', 'SET', 'requirepass', 'right-word');
    const { redis, lines } = await openLogged(server.url.replace('//', '//default:wrong-word@'));
    expect(redis.status).toBe('degraded');
    expect(lines.join()).toContain('WRONGPASS');
    expect(lines.join()).not.toMatch(/right-word|wrong-word/);
    const right = await openLogged(server.url.replace('//', '//default:right-word@'));
    expect(right.redis.status).toBe('ready');
  });

  test('one that is full or a replica counts as away, though it still answers', async () => {
    const server = await given();
    const { redis, lines } = await openLogged(server.url);
    for (const [spoil, mend] of [
      ['CONFIG SET maxmemory 1', 'CONFIG SET maxmemory 0'],
      ['REPLICAOF 127.0.0.1 1', 'REPLICAOF NO ONE'],
    ] as const) {
      await server.command(...spoil.split(' '));
      await expect.poll(() => redis.status, { timeout: 10_000 }).toBe('degraded');
      await server.command(...mend.split(' '));
      await expect.poll(() => redis.status, { timeout: 10_000 }).toBe('ready');
    }
    expect(lines).toHaveLength(4);
  });

  test('a black hole in the network is noticed within a second, and left behind when it ends', async () => {
    const server = await given();
    const proxy = await startTcpProxy(server.port);
    closing.push(proxy.close);
    const { redis } = await openLogged(`redis://127.0.0.1:${proxy.port}`);
    expect(redis.status).toBe('ready');
    proxy.swallow();
    const askedAt = performance.now();
    expect(await redis.ask((client) => client.get('key'))).toBeUndefined();
    // Twenty times the 50 ms.
    expect(performance.now() - askedAt).toBeLessThan(1000);
    expect(redis.status).toBe('degraded');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    proxy.cut();
    proxy.swallow(false);
    proxy.restore();
    await expect.poll(() => redis.status, { timeout: 20_000 }).toBe('ready');
  });

  test('two installations on one Redis have no key and no channel in common', async () => {
    const server = await given();
    const { redis } = await openLogged(server.url);
    const other = await openRedis({
      url: server.url,
      secrets: createSecrets(['another-secret-for-tests-only-0123456789-abcde']),
      log: createLog('silent'),
    });
    closing.push(other.close);
    expect(other.prefix).toMatch(/^portress:[\w-]{8}:$/);
    expect(other.prefix).not.toBe(redis.prefix);
    expect(other.channels[0]?.name).not.toBe(redis.channels[0]?.name);
  });
});
