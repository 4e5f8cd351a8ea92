import { createServer, type Server } from 'node:http';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { watchConnections } from './connection-watch.ts';

async function givenServer(): Promise<Server> {
  const server = createServer((_, answer) => answer.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return server;
}

/** Each turn of the event loop has something to do, as in a process that waits for the processor. */
async function keepBusy(milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    const turnUntil = performance.now() + 1;
    while (performance.now() < turnUntil);
    await turnOfTheLoop();
  }
}

it('closes no door while each turn has something to do: a connection that the kernel has taken would be reset', async () => {
  const server = await givenServer();
  const closing = watchConnections(server).closeWhenQuiet();
  await keepBusy(600);
  expect(server.listening).toBe(true);
  await closing;
  expect(server.listening).toBe(false);
});

it('closes a door that is never quiet after three seconds all the same', async () => {
  const server = await givenServer();
  const startedAt = performance.now();
  const busy = keepBusy(4000);
  await watchConnections(server).closeWhenQuiet();
  expect(server.listening).toBe(false);
  expect(performance.now() - startedAt).toBeGreaterThan(2900);
  await busy;
});
