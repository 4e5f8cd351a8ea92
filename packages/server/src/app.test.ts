import { expect, test } from 'vitest';
import { openTestDatabase } from '#test/every-database.ts';
import { openApp } from '#test/test-app.ts';

test('what has no end of its own is told when the stop begins, not when it is over', async () => {
  const app = await openApp(await openTestDatabase('sqlite'));
  const { context, beginStop } = app.app;
  const order: string[] = [];
  context.stopping.addEventListener('abort', () => order.push('stopping'));
  app.app.server.server.once('close', () => order.push('closed'));
  beginStop();
  expect(order).toEqual(['stopping']);
  const ready = await app.get('/readyz');
  expect([ready.statusCode, ready.headers.connection]).toEqual([503, 'close']);
  expect((await app.get('/healthz')).statusCode).toBe(200);
  await app.close();
  expect(order).toEqual(['stopping', 'closed']);
});
