import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '#platform/errors.ts';
import { problemBody } from './problem-answers.ts';

/** What Node's parser gives up on, by its code; anything else is a message that cannot be read. */
const refusals: Readonly<Record<string, () => Problem>> = {
  HPE_HEADER_OVERFLOW: () => new Problem('headers_too_large'),
  ERR_HTTP_REQUEST_TIMEOUT: () =>
    new Problem('invalid_request', { status: 408, detail: 'The request did not arrive in time.' }),
};

/**
 * Answers what never became a request (a broken message, too large headers, one that never ends), in the words of the
 * closed list, and hangs up: what follows on the connection could be read in two ways (request smuggling).
 */
export const refuseUnreadable =
  (publicUrl: string, headers: Readonly<Record<string, string>>) =>
  (error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const problem = refusals[error.code ?? '']?.() ?? new Problem('invalid_request');
    const requestId = randomUUID();
    const body = JSON.stringify(problemBody(problem, requestId, publicUrl));
    const lines = {
      ...headers,
      'x-request-id': requestId,
      'server-timing': 'total;dur=0',
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    };
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
    // RFC 9110 §9.3.2: an answer to HEAD has no body, and what followed would be read as the next answer.
    const isHead = Buffer.isBuffer(error.rawPacket) && error.rawPacket.toString('latin1', 0, 5) === 'HEAD ';
    if (socket.writable)
      socket.write(
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('')}\r\n${isHead ? '' : body}`,
      );
    socket.destroy();
  };
