import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { TestApp } from '#test/test-app.ts';
import { describeHttp } from './describe-http.ts';
import { readTables } from './every-table.ts';
import { exchangeBytes, listen, readAnswer } from './over-the-wire.ts';

const host = 'Host: localhost\r\n';
const json = 'Content-Type: application/json\r\n';
const post = (headers: string, body = '') => `POST /api/auth/sign-in HTTP/1.1\r\n${host}${json}${headers}\r\n${body}`;
/** What a smuggler hides behind a message whose end two servers see in two places. */
const request = '{"email":"victim@example.com"}';
const hidden = `POST /api/auth/password-reset/request HTTP/1.1\r\n${host}${json}Content-Length: ${request.length}\r\n\r\n${request}`;

/** Sends the bytes, and in a packet of its own what is hidden behind them; all answers, and how soon it was hung up. */
async function exchangeThenSend(port: number, bytes: string | Buffer, more: string) {
  const startedAt = performance.now();
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const parts: Buffer[] = [];
    // Longer than a connection is kept open without a request: hanging up has to be because of what was sent.
    socket.setTimeout(20_000, () => socket.destroy(new Error('nobody hung up')));
    socket.on('data', (part) => parts.push(part));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
    socket.write(bytes);
    setTimeout(() => socket.writable && socket.write(more), 20);
  });
  return { text, milliseconds: performance.now() - startedAt, answers: text.split('HTTP/1.1 ').length - 1 };
}

function expectRefused(text: string, status: number, code: string): void {
  const answer = readAnswer(text);
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([status, code]);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    connection: 'close',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': JSON.parse(answer.body).request_id,
    'server-timing': expect.stringMatching(/^total;dur=[\d.]+$/),
  });
  expect(JSON.parse(answer.body).type).toBe(`http://localhost:8000/problems/${code}`);
}

/** Whether what was hidden became a request: it asks for the victim's mail. */
async function wasSmuggled(app: TestApp): Promise<boolean> {
  const { audit_events = [] } = await readTables(app.database);
  return audit_events.some(({ type }) => type === 'password_reset_requested');
}

describeHttp('over a socket', (open) => {
  test('J12: a message whose end could be read in two ways is 400, hung up on, and what follows is never read', {
    timeout: 90_000,
  }, async () => {
    const app = await open();
    const port = await listen(app);
    const chunk = '0\r\n\r\n';
    const messages: Record<string, string | Buffer> = {
      'length and chunks': post(`Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n`, chunk),
      'chunks and length': post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', chunk),
      'two lengths': post('Content-Length: 2\r\nContent-Length: 100\r\n', '{}'),
      'two equal lengths': post('Content-Length: 2\r\nContent-Length: 2\r\n', '{}'),
      'a list of lengths': post('Content-Length: 2, 2\r\n', '{}'),
      'a negative length': post('Content-Length: -1\r\n'),
      'a signed length': post('Content-Length: +2\r\n', '{}'),
      'a hexadecimal length': post('Content-Length: 0x2\r\n', '{}'),
      'a length with a fraction': post('Content-Length: 2.0\r\n', '{}'),
      'an endless length': post(`Content-Length: ${'9'.repeat(40)}\r\n`, '{}'),
      'an empty length': post('Content-Length:\r\n', '{}'),
      'an unknown coding': post('Transfer-Encoding: chunked, identity\r\n', chunk),
      'a misspelt coding': post('Transfer-Encoding: xchunked\r\n', chunk),
      'a coding with a control character': post('Transfer-Encoding: \x0bchunked\r\n', chunk),
      'a space before the colon': post('Transfer-Encoding : chunked\r\n', chunk),
      'a folded line': post('Transfer-Encoding:\r\n chunked\r\n', chunk),
      'another folded line': `GET /api/account HTTP/1.1\r\n${host}X: a\r\n\tb\r\n\r\n`,
      'a first line that is folded': `GET /api/account HTTP/1.1\r\n ${host}\r\n`,
      'bare line feeds': `GET /api/account HTTP/1.1\nHost: localhost\n\n`,
      'one bare line feed in a header': `GET /api/account HTTP/1.1\r\n${host}X: a\nContent-Length: 5\r\n\r\n`,
      'a bare carriage return': `GET /api/account HTTP/1.1\r\n${host}X: a\rb: c\r\n\r\n`,
      'a chunk of no size': post('Transfer-Encoding: chunked\r\n', 'x\r\n{}\r\n0\r\n\r\n'),
      'a chunk with a signed size': post('Transfer-Encoding: chunked\r\n', '+2\r\n{}\r\n0\r\n\r\n'),
      'a chunk that ends elsewhere': post('Transfer-Encoding: chunked\r\n', '2\r\n{}x\r\n0\r\n\r\n'),
      'a chunk with bare line feeds': post('Transfer-Encoding: chunked\r\n', '2\n{}\n0\n\n'),
      'a NUL in a header': `GET /api/account HTTP/1.1\r\n${host}X: a\u0000b\r\n\r\n`,
      'a header without a name': `GET /api/account HTTP/1.1\r\n${host}: a\r\n\r\n`,
      'another version': `GET /api/account HTTP/9.9\r\n${host}\r\n`,
      'no HTTP': 'not http at all\r\n\r\n',
      TLS: Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
    };
    for (const [what, bytes] of Object.entries(messages)) {
      const { text, milliseconds, answers } = await exchangeThenSend(port, bytes, hidden);
      expect([what, text.slice(9, 12), answers]).toEqual([what, '400', 1]);
      expectRefused(text, 400, 'invalid_request');
      // A connection that waits for its next request is kept for five seconds.
      expect([what, milliseconds < 4000]).toEqual([what, true]);
    }
    expect(await wasSmuggled(app)).toBe(false);
    // No Host: refused by Node itself, before anything of ours.
    expect(readAnswer(await exchangeBytes(port, 'GET /api/account HTTP/1.1\r\nConnection: close\r\n\r\n')).status).toBe(
      400,
    );
    const whole = `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;
    expect(readAnswer(await exchangeBytes(port, whole)).status).toBe(200);
    // The hidden request is a good one where it stands alone: its absence above means something.
    await exchangeThenSend(port, hidden, whole);
    expect(await wasSmuggled(app)).toBe(true);
  });

  test('J13: 200 headers, or more than 16 KiB of them, are 431, and the connection ends', async () => {
    const app = await open();
    const port = await listen(app);
    const many = (count: number) => Array.from({ length: count }, (_, n) => `X-${n}: a\r\n`).join('');
    for (const headers of [
      many(200),
      'X: a\r\n'.repeat(200),
      many(1999),
      many(2500),
      `X: ${'a'.repeat(17 * 1024)}\r\n`,
      `X: ${'a'.repeat(90)}\r\n`.repeat(200),
      `Cookie: ${'a=b; '.repeat(4000)}\r\n`,
    ]) {
      const text = await exchangeBytes(port, `GET /api/account HTTP/1.1\r\n${host}${headers}\r\n`);
      expectRefused(text, 431, 'headers_too_large');
    }
    const address = await exchangeBytes(port, `GET /${'a'.repeat(17 * 1024)} HTTP/1.1\r\n${host}\r\n`);
    expect(readAnswer(address).status).toBe(431);
    // What browsers and a chain of proxies send is far below.
    const fine = await exchangeBytes(port, `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n${many(60)}\r\n`);
    expect(readAnswer(fine).status).toBe(200);
  });

  test('J13: nothing that a client sends comes back as a header', async () => {
    const app = await open();
    const port = await listen(app);
    for (const path of [
      '/x%0d%0aSet-Cookie:%20a=b',
      '/problems/x%0d%0aSet-Cookie:%20a=b',
      '/?return_to=%0d%0aSet-Cookie:%20a=b',
      '/docs%0d%0aSet-Cookie:%20a=b',
      '/dev/inbox/x%0d%0aSet-Cookie:%20a=b',
      '/.well-known/change-password?%0d%0aSet-Cookie:%20a=b',
    ]) {
      const sent =
        'X-Request-Id: mine\r\nOrigin: http://localhost:3000\r\nAccept-Language: mine\r\nConnection: close\r\n';
      const text = await exchangeBytes(port, `GET ${path} HTTP/1.1\r\n${host}${sent}\r\n`);
      const { headers } = readAnswer(text);
      expect(headers['set-cookie']).toBeUndefined();
      expect(text.slice(0, text.indexOf('\r\n\r\n'))).not.toMatch(/mine|a=b/);
    }
  });

  test('J14: TRACE is 405 and echoes nothing; CONNECT and methods that nobody knows reach no route', async () => {
    const app = await open();
    const port = await listen(app);
    const ask = (method: string, target = '/api/account') =>
      exchangeBytes(
        port,
        `${method} ${target} HTTP/1.1\r\n${host}Authorization: Bearer secret-token\r\nConnection: close\r\n\r\n`,
      );
    for (const target of ['/api/account', '/api/auth/sign-in', '/.well-known/jwks.json', '/']) {
      const text = await ask('TRACE', target);
      const { status, headers } = readAnswer(text);
      expect([target, [405, 404].includes(status)]).toEqual([target, true]);
      if (target !== '/')
        expect([status, headers.allow]).toEqual([405, expect.stringMatching(/^(GET|POST)(, (PUT|PATCH|DELETE))*$/)]);
      expect(text).not.toContain('secret-token');
    }
    for (const target of ['/api/account', 'victim.example:443', 'localhost:25']) {
      // Node closes a CONNECT that nobody listens for; nothing is connected, and nothing comes back.
      const text = await ask('CONNECT', target);
      expect([target, text === '' || readAnswer(text).status >= 400]).toEqual([target, true]);
    }
    for (const method of ['FOO', 'get', 'POST_', 'GETX', 'DEBUG', 'TRACK', 'X'.repeat(5000)])
      expectRefused(await ask(method), 400, 'invalid_request');
    for (const method of ['PROPFIND', 'MKCOL', 'COPY', 'SEARCH', 'PURGE', 'LINK', 'SOURCE', 'M-SEARCH', 'QUERY']) {
      const { status } = readAnswer(await ask(method));
      expect([method, [400, 404, 405].includes(status)]).toEqual([method, true]);
    }
    expect((await app.get('/healthz')).statusCode).toBe(200);
  });

  test('an absolute address is the same route with the same guard', async () => {
    const app = await open();
    const port = await listen(app);
    const text = await exchangeBytes(
      port,
      `GET http://evil.example/api/account HTTP/1.1\r\n${host}Connection: close\r\n\r\n`,
    );
    expect(readAnswer(text).status).toBe(401);
  });

  test('a body that is larger than it may be is refused before it has all come', async () => {
    const app = await open();
    const port = await listen(app);
    const status = await new Promise<number>((resolve, reject) => {
      const sending = httpRequest({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/api/auth/sign-in',
        headers: { 'content-type': 'application/json', 'content-length': String(50 * 1024 * 1024) },
      });
      sending.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        sending.destroy();
      });
      sending.on('error', reject);
      sending.write('{');
    });
    expect(status).toBe(413);
  });
});
