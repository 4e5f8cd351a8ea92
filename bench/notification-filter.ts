// A way to PostgreSQL on which its notifications are lost and everything else comes through: as a network may lose what
// NOTIFY has told. What is felt behind it is felt by something else.
import { type AddressInfo, connect, createServer } from 'node:net';
import { answerPlans } from './child-process.ts';

export type FilterPlan = { targetPort: number };
export type FilterResult = { port: number };

/** `NotificationResponse` of the protocol of PostgreSQL 3. */
const notification = 'A'.charCodeAt(0);
/** Each message is one byte of type, then its length in four bytes, which count themselves. */
const headBytes = 5;

answerPlans<FilterPlan, FilterResult>(async ({ targetPort }) => {
  const proxy = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    const pass = filterNotifications((bytes) => client.write(bytes));
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', pass);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      const end = () => {
        client.destroy();
        server.destroy();
      };
      socket.on('error', end);
      socket.on('close', end);
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return { port: (proxy.address() as AddressInfo).port };
});
process.on('disconnect', () => process.exit(0));

/** Passes whole messages on, in their order, but for those that notify. */
function filterNotifications(pass: (bytes: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= headBytes) {
      const length = 1 + rest.readUInt32BE(1);
      if (rest.length < length) return;
      if (rest[0] !== notification) pass(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  };
}
