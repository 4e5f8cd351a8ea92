import { expect, test } from 'vitest';
import { describeWithRedis } from '#test/servers/describe-with-redis.ts';
import { startRedis } from '#test/servers/start-redis.ts';
import { bearer, describeApp } from '#test/test-app.ts';

const metricsToken = 'a-token-of-16-or-more';

describeWithRedis('how Redis is', () => {
  describeApp('is told', (open) => {
    test('by readiness with 200, by the administration page, and by metrics', async () => {
      const redis = await startRedis();
      const app = await open({ REDIS_URL: redis.url, METRICS_TOKEN: metricsToken });
      try {
        const admin = await app.givenAccount({ role: 'admin' });
        const token = (await app.signIn(admin)).json<{ access_token: string }>().access_token;
        const look = async () => {
          const ready = await app.get('/readyz');
          const health = await app.get('/api/health', bearer(token));
          const metrics = await app.get('/metrics', bearer(metricsToken));
          expect([ready.statusCode, health.statusCode, metrics.statusCode]).toEqual([200, 200, 200]);
          const gauge = /^portress_redis_ready (\d)$/m.exec(metrics.body)?.[1];
          return [ready.json().status, ready.json().redis, health.json().status, health.json().redis.status, gauge];
        };
        await expect.poll(look, { timeout: 10_000 }).toEqual(['ready', 'ready', 'ready', 'ready', '1']);
        await redis.kill();
        await expect.poll(look, { timeout: 10_000 }).toEqual(['degraded', 'degraded', 'degraded', 'degraded', '0']);
      } finally {
        await redis.remove();
      }
    });
  });

  describeApp('does not matter where none is set', (open) => {
    test('readiness says off', async () => {
      const app = await open();
      expect((await app.get('/readyz')).json()).toMatchObject({ status: 'ready', redis: 'off' });
    });
  });
});
