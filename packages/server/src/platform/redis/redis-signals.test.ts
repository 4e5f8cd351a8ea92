import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { type Announcements, createAnnouncements, type Listener } from '#platform/database/announcements.ts';
import { silentLog } from '#platform/log.ts';
import { describeWithRedis } from '#test/servers/describe-with-redis.ts';
import { type RunningRedis, startRedis } from '#test/servers/start-redis.ts';
import { startTcpProxy } from '#test/servers/tcp-proxy.ts';
import { openRedis, type RedisLink } from './open-redis.ts';
import { type ForgottenCount, openSignals, type Signals } from './redis-signals.ts';

const secret = 'a-secret-for-tests-only-0123456789-abcdefghij';
const newSecret = 'a-newer-secret-for-tests-only-0123456789-abcde';

type Node = {
  redis: RedisLink;
  signals: Signals;
  announcements: Announcements;
  heard: Parameters<Listener>[0][];
  forgotten: ForgottenCount[];
};

describeWithRedis('signals between nodes by Redis', () => {
  let server: RunningRedis;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.remove());
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function openNode({ url = server.url, keys = [secret] } = {}): Promise<Node> {
    const secrets = createSecrets(keys);
    const announcements = createAnnouncements();
    const heard: Node['heard'] = [];
    announcements.subscribe('accounts', (id) => void heard.push(id));
    const redis = await openRedis({ url, secrets, log: silentLog });
    const signals = openSignals({ redis, secrets, announcements });
    announcements.carryBy(signals.carrier);
    const forgotten: ForgottenCount[] = [];
    signals.onForgotten((count) => void forgotten.push(count));
    closing.push(signals.stop, redis.close);
    // Whoever begins to listen may have missed anything before.
    await expect.poll(() => heard, { timeout: 5000 }).toEqual([null]);
    heard.length = 0;
    return { redis, signals, announcements, heard, forgotten };
  }
  const announce = (node: Node, ...ids: string[]) =>
    node.announcements.publish(ids.map((id) => ({ topic: 'accounts', id })));

  test('what one node announces the others hear once, and itself no second time', async () => {
    const [a, b] = [await openNode(), await openNode()];
    announce(a, 'one', 'two');
    await expect.poll(() => b.heard, { timeout: 5000 }).toEqual(['one', 'two']);
    announce(b, 'three');
    await expect.poll(() => a.heard, { timeout: 5000 }).toEqual(['one', 'two', 'three']);
    expect(b.heard).toEqual(['one', 'two', 'three']);
    const count = { name: 'guesses', windowSeconds: 60, id: 'key' };
    a.signals.tellForgotten(count);
    await expect.poll(() => b.forgotten, { timeout: 5000 }).toEqual([count]);
    expect(a.forgotten).toEqual([]);
  });

  test('many at once arrive in pieces, all of them', async () => {
    const [a, b] = [await openNode(), await openNode()];
    const ids = Array.from({ length: 1234 }, (_, n) => `account-${n}`);
    announce(a, ...ids);
    await expect.poll(() => b.heard.length, { timeout: 5000 }).toBe(ids.length);
    expect(b.heard).toEqual(ids);
  });

  test('D12: what a stranger writes into Redis, or another installation, is not even looked at', async () => {
    const a = await openNode();
    const message = JSON.stringify({ from: 'stranger', announcements: [{ topic: 'accounts', id: 'made-up' }] });
    const foreignMac = createSecrets([newSecret]).mac('signals', message).toString('base64url');
    const otherPurpose = createSecrets([secret]).mac('cursors', message).toString('base64url');
    const channel = a.redis.channels[0]?.name ?? '';
    for (const told of [message, foreignMac + message, otherPurpose + message, '', '{', 'x'.repeat(1_000_000)])
      expect(await server.command('PUBLISH', channel, told)).toBe(':1\r\n');
    const b = await openNode();
    announce(b, 'true');
    await expect.poll(() => a.heard, { timeout: 5000 }).toEqual(['true']);
  });

  test('nodes hear each other while SECRET_KEY is being replaced', async () => {
    const [a, b] = [await openNode({ keys: [newSecret, secret] }), await openNode({ keys: [secret] })];
    announce(a, 'one');
    await expect.poll(() => b.heard, { timeout: 5000 }).toEqual(['one']);
    announce(b, 'two');
    await expect.poll(() => a.heard, { timeout: 5000 }).toEqual(['one', 'two']);
  });

  test('after each time without Redis anything may have been missed', async () => {
    const a = await openNode();
    await server.kill();
    await server.start();
    await expect.poll(() => a.heard, { timeout: 10_000 }).toEqual([null]);
  });

  test('a connection that is open and dead is noticed, and told as missed', async () => {
    const proxy = await startTcpProxy(server.port);
    const a = await openNode({ url: `redis://127.0.0.1:${proxy.port}` });
    const b = await openNode();
    proxy.swallow();
    announce(b, 'lost');
    await expect.poll(() => a.redis.nodes() + b.redis.nodes(), { timeout: 5000 }).toBeGreaterThan(2);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    proxy.cut();
    proxy.swallow(false);
    proxy.restore();
    await expect.poll(() => a.heard, { timeout: 20_000 }).toEqual([null]);
    announce(b, 'found');
    await expect.poll(() => a.heard, { timeout: 5000 }).toEqual([null, 'found']);
    closing.push(proxy.close);
  });
});
