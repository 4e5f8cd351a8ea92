import { type AddressInfo, connect } from 'node:net';
import type { TestApp } from '#test/test-app.ts';

/** Listens on a free port of this machine, for what cannot be said without a socket. */
export async function listen(app: TestApp): Promise<number> {
  await app.app.server.listen({ host: '127.0.0.1', port: 0 });
  return (app.app.server.server.address() as AddressInfo).port;
}

/** Sends these very bytes and reads until the other side hangs up, which it is asked to do. */
export const exchangeBytes = (port: number, request: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const answer: Buffer[] = [];
    socket.setTimeout(5000, () => socket.destroy(new Error('no answer within 5 s')));
    socket.on('data', (chunk) => answer.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Hanging up on what it will not read any further is the right thing to do.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(Buffer.concat(answer).toString('latin1')));
    socket.write(request);
  });

/** Of an answer as bytes: the status, the headers and the body. */
export function readAnswer(text: string): { status: number; headers: Record<string, string>; body: string } {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = lines.map((header) => header.split(/: (.*)/s) as [string, string]);
  return {
    status: Number(line.split(' ')[1]),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: rest.join('\r\n\r\n'),
  };
}
