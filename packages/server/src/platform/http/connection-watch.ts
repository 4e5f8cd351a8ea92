import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

export type ConnectionWatch = {
  /**
   * Takes no new connection any more, and ends those on which nothing is under way; those that have said nothing yet a second later. What was taken and not answered yet is
   * answered by whoever closes the server afterwards.
   */
  closeWhenQuiet(): Promise<void>;
};

/**
 * A server that never has a quiet turn is closed all the same. On a machine whose processes wait for the processor there may be none for
 * a quarter of a second, and a close in the midst of things cost a proxy's POST; meanwhile everybody is answered.
 */
const longestWaitMilliseconds = 3000;
/** A turn that took longer has had something to do, and meanwhile somebody may have come. */
const quietTurnMilliseconds = 0.05;
/** Whoever has only just been let in has its request on the way. */
const firstWordMilliseconds = 1000;

/**
 * Closing is a race: a connection that the kernel has taken and we have not is reset, and a request that is on its way on an
 * idle connection comes too late. A proxy tries a GET again elsewhere then, but no POST. So it happens right after a turn of
 * the event loop that has brought nothing and was over at once: nothing waits, and the race is a matter of microseconds.
 */
export function watchConnections(server: Server): ConnectionWatch {
  const open = new Set<Socket>();
  let arrivals = 0;
  server.on('connection', (socket) => {
    arrivals += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return {
    closeWhenQuiet: async () => {
      server.on('request', () => {
        arrivals += 1;
      });
      const latest = performance.now() + longestWaitMilliseconds;
      let isQuiet = false;
      while (!isQuiet && performance.now() < latest) {
        const [before, startedAt] = [arrivals, performance.now()];
        await turnOfTheLoop();
        isQuiet = before === arrivals && performance.now() - startedAt < quietTurnMilliseconds;
      }
      server.close();
      // For Node a connection that has said nothing is not idle, and once the server is closed nobody looks at its time.
      const endSilent = setTimeout(() => {
        for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
      }, firstWordMilliseconds);
      server.once('close', () => clearTimeout(endSilent));
    },
  };
}
