import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { describeHttp } from '#test/cases/describe-http.ts';
import { exchangeBytes, listen, readAnswer } from '#test/cases/over-the-wire.ts';
import { endAvatars, openAvatars, pathOf, photo, putAvatar, signInFor } from '#test/given-avatars.ts';
import { bearer } from '#test/test-app.ts';

afterEach(endAvatars);

const mostBytes = 5_000_000;
const mebibyte = 1024 * 1024;

const head = (accessToken: string, lines: string[]): string =>
  [
    'PUT /api/account/avatar HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${accessToken}`,
    ...lines,
    '',
    '',
  ].join('\r\n');

type Part = { name?: string; fileName?: string; type?: string; content: Buffer | string };

const partOf = ({ name = 'file', fileName, type, content }: Part): Buffer[] => [
  Buffer.from(
    `Content-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n`,
  ),
  Buffer.from(content),
  Buffer.from('\r\n'),
];

/** A form as browsers send it. */
function formOf(parts: readonly Part[], { boundary = 'a-boundary', hasEnd = true } = {}) {
  const body = Buffer.concat([
    ...parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), ...partOf(part)]),
    Buffer.from(hasEnd ? `--${boundary}--\r\n` : ''),
  ]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

/** The longest that the event loop was kept, until `stop`. */
function watchLoop(): { stop(): number } {
  let worst = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 5);
    last = now;
  }, 5);
  return {
    stop: () => {
      clearInterval(timer);
      return worst;
    },
  };
}

describeHttp('what is uploaded', (open) => {
  test('L1: too much by its own account is 413 before a byte of it is read, also as a form', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const port = await listen(app);
    for (const [type, length] of [
      ['image/jpeg', mostBytes + 1],
      ['image/jpeg', 10 ** 12],
      ['multipart/form-data; boundary=x', mostBytes + 65 * 1024],
    ] as const) {
      // Only the head is ever sent: whoever waits for the body waits for good.
      const request = head(accessToken, [`Content-Type: ${type}`, `Content-Length: ${length}`, 'Connection: close']);
      const answer = readAnswer(await exchangeBytes(port, request));
      expect([type, length, answer.status, JSON.parse(answer.body).code]).toEqual([
        type,
        length,
        413,
        'payload_too_large',
      ]);
      expect(JSON.parse(answer.body).detail).toContain('5000000 bytes');
    }
    const exact = Buffer.concat([await photo(), Buffer.alloc(mostBytes)]).subarray(0, mostBytes);
    expect((await putAvatar(app, accessToken, exact)).statusCode).not.toBe(413);
  });

  test('L1: too much that does not say so is 413 as soon as it is too much, and nothing of it is kept', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const port = await listen(app);
    const before = process.memoryUsage();
    let sent = 0;
    const answer = await new Promise<string>((resolve, reject) => {
      const block = Buffer.alloc(64 * 1024);
      const parts: Buffer[] = [];
      // Past the stream: the reset that follows an answer to somebody who goes on sending would take along what it holds.
      const take = (length: number, bytes: Uint8Array): boolean =>
        parts.push(Buffer.from(bytes.subarray(0, length))) > 0;
      const socket = connect({ port, host: '127.0.0.1', onread: { buffer: Buffer.alloc(64 * 1024), callback: take } });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
      });
      socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
      socket.write(head(accessToken, ['Content-Type: image/png', 'Transfer-Encoding: chunked', 'Connection: close']));
      const pour = (): void => {
        while (socket.writable && parts.length === 0 && sent < 200 * mebibyte) {
          sent += block.length;
          if (
            !socket.write(Buffer.concat([Buffer.from(`${block.length.toString(16)}\r\n`), block, Buffer.from('\r\n')]))
          ) {
            // Whoever writes before it has read hears of the end, and never of the answer: so it reads first (the immediate comes
            // after the poll), and once it is too much it waits a moment.
            socket.once('drain', () => setTimeout(() => setImmediate(pour), sent > mostBytes ? 5 : 0));
            return;
          }
        }
      };
      pour();
    });
    expect(readAnswer(answer).status).toBe(413);
    expect(sent).toBeLessThan(20 * mebibyte);
    const after = process.memoryUsage();
    expect(after.external + after.arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(100 * mebibyte);
    expect(app.app.context.uploads.taken).toBe(0);
  });

  test('L1: a hundred uploads that are broken off leave no file, no place and no memory', {
    timeout: 60_000,
  }, async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const port = await listen(app);
    const body = formOf([{ content: Buffer.alloc(4_000_000) }]).body.subarray(0, 2_000_000);
    const breakOff = async (type: string): Promise<void> => {
      const socket: Socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(head(accessToken, [`Content-Type: ${type}`, 'Content-Length: 4000000']));
      await new Promise<void>((done) => socket.write(body, () => done()));
      await wait(5);
      socket.destroy();
    };
    await breakOff('image/png');
    await wait(100);
    globalThis.gc?.();
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 25; round += 1)
      await Promise.all(
        ['image/png', 'multipart/form-data; boundary=a-boundary', 'image/gif', 'multipart/form-data; boundary=zz'].map(
          breakOff,
        ),
      );
    for (let tries = 0; tries < 500 && app.app.context.uploads.taken > 0; tries += 1) await wait(10);
    expect(app.app.context.uploads.taken).toBe(0);
    expect([app.files(), await app.notes()]).toEqual([[], []]);
    for (let tries = 0; tries < 300 && process.memoryUsage().arrayBuffers - before > 100 * mebibyte; tries += 1) {
      globalThis.gc?.();
      await wait(10);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * mebibyte);
    // None of them counted as a change.
    const answer = await putAvatar(app, accessToken, await photo());
    expect([answer.statusCode, answer.headers.ratelimit]).toEqual([200, expect.stringContaining('r=19;')]);
  });

  test('L1: nobody’s bytes are taken before they are admitted', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const port = await listen(app);
    for (const [lines, status] of [
      [['Content-Type: image/png', 'Content-Length: 1000000', 'Connection: close'], 401],
      [['Content-Type: image/svg+xml', 'Content-Length: 1000000', 'Connection: close'], 415],
    ] as const) {
      const token = status === 401 ? 'nothing' : accessToken;
      expect(readAnswer(await exchangeBytes(port, head(token, [...lines]))).status).toBe(status);
    }
  });

  test('more uploads at once than there are places are 429 and 503 with Retry-After, and cost nothing', async () => {
    const app = await openAvatars(open);
    const [ann, bob] = [await signInFor(app), await signInFor(app)];
    const { uploads } = app.app.context;
    const leave = Array.from({ length: 2 }, () => uploads.take(ann.account.id));
    const refused = await putAvatar(app, ann.accessToken, await photo());
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      429,
      'too_many_requests',
      '2',
    ]);
    expect((await putAvatar(app, bob.accessToken, await photo())).statusCode).toBe(200);
    const others = Array.from({ length: 14 }, (_, index) => uploads.take(`${index}`));
    const shed = await putAvatar(app, bob.accessToken, await photo());
    expect([shed.statusCode, shed.json().code, Number(shed.headers['retry-after']) > 0]).toEqual([
      503,
      'overloaded',
      true,
    ]);
    for (const one of [...leave, ...others]) one();
    expect(uploads.taken).toBe(0);
    expect((await putAvatar(app, ann.accessToken, await photo())).headers.ratelimit).toContain('r=19;');
  });

  test('a picture comes as it is or as the part “file” of a form; what a form says beside it is not looked at (L7)', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const content = await photo();
    const names = [
      'a.jpg',
      '../../etc/passwd',
      '..\\\\x.php',
      'a\0b.svg',
      'a%0d%0aSet-Cookie: x',
      '<script>.html',
      '',
      'ї'.repeat(200),
    ];
    for (const fileName of names.slice(0, 8)) {
      const { body, headers } = formOf([
        { name: '__proto__', content: '{"isAdmin":true}' },
        { name: 'constructor.prototype', content: 'x' },
        { name: 'note', content: 'x'.repeat(5000) },
        { fileName, type: 'text/html', content },
        { name: '__proto__', fileName: 'x', type: 'image/png', content: 'x' },
      ]);
      const answer = await putAvatar(app, accessToken, body, headers);
      expect([fileName, answer.statusCode, answer.body.length > 0]).toEqual([fileName, 200, true]);
      expect(pathOf(answer)).toMatch(/^\/avatars\/[\w-]{22}\.webp$/);
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('isAdmin');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    await app.sweep();
    expect(app.files()).toHaveLength(1);
    for (const file of app.files()) expect(file).toMatch(/^[\w-]{22}\.webp$/);
    // A part without a file name is a file all the same: curl and scripts send such.
    const plain = formOf([{ content }]);
    const answer = await putAvatar(app, accessToken, plain.body, plain.headers);
    expect((await sharp((await app.get(pathOf(answer))).rawPayload).metadata()).format).toBe('webp');
  });

  test('L6: 10,000 parts, odd boundaries and a form without an end are 4xx, soon, and the event loop stays free', {
    timeout: 60_000,
  }, async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const content = await photo();
    await putAvatar(app, accessToken, content);
    const many = formOf(Array.from({ length: 10_000 }, (_, index) => ({ name: `n${index}`, content: 'x' })));
    const manyFiles = formOf(Array.from({ length: 10_000 }, () => ({ content: 'x' })));
    const endless = formOf([{ content }], { hasEnd: false });
    const long = [71, 252, 256, 1000].map((length) => formOf([{ content }], { boundary: 'b'.repeat(length) }));
    const odd = [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary=""',
      'multipart/form-data; boundary=a b',
    ];
    const cases: { body: Buffer; headers: { 'content-type': string }; status: number }[] = [
      ...[many, manyFiles, endless, ...long].map((form) => ({ ...form, status: 400 })),
      ...odd.map((type) => ({ body: endless.body, headers: { 'content-type': type }, status: 400 })),
      ...[
        '--a-boundary\r\n'.repeat(50_000),
        `--a-boundary\r\n${'X-Header: y\r\n'.repeat(50_000)}`,
        'no form at all',
      ].map((text) => ({ body: Buffer.from(text), headers: many.headers, status: 400 })),
      { body: formOf([{ content }, { content }]).body, headers: many.headers, status: 400 },
      { body: formOf([{ content: Buffer.alloc(mostBytes + 1) }]).body, headers: many.headers, status: 413 },
      { body: formOf([{ name: 'other', content }]).body, headers: many.headers, status: 422 },
      { body: formOf([{ content: '' }]).body, headers: many.headers, status: 422 },
      { body: Buffer.from('--a-boundary--\r\n'.repeat(1000)), headers: many.headers, status: 422 },
    ];
    for (const [index, { body, headers, status }] of cases.entries()) {
      const loop = watchLoop();
      const answer = await putAvatar(app, accessToken, body, headers);
      await wait(20);
      expect([index, answer.statusCode, answer.json().code]).toEqual([
        index,
        status,
        { 400: 'invalid_request', 413: 'payload_too_large', 422: 'validation_failed' }[status],
      ]);
      // The bound of the case is 50 ms on a free machine; a test asserts at twenty times.
      expect(loop.stop()).toBeLessThan(50 * 20);
    }
    expect(app.app.context.uploads.taken).toBe(0);
  });

  test('J3: only what is named is taken here, and no other route takes a form or a picture', async () => {
    const app = await openAvatars(open);
    const { accessToken } = await signInFor(app);
    const content = await photo();
    for (const type of [
      'image/svg+xml',
      'image/tiff',
      'image/*',
      '*/*',
      'application/octet-stream',
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/mixed; boundary=x',
      'text/html',
      'image/jpeg image/png',
    ]) {
      const body = type === 'application/json' ? Buffer.from('{"file":"x"}') : content;
      const answer = await putAvatar(app, accessToken, body, { 'content-type': type });
      expect([type, answer.statusCode, answer.json().code]).toEqual([type, 415, 'unsupported_media_type']);
    }
    for (const type of ['Image/JPEG', 'image/jpeg; charset=x', 'image/webp'])
      expect([type, (await putAvatar(app, accessToken, content, { 'content-type': type })).statusCode]).toEqual([
        type,
        200,
      ]);
    const none = await app.inject({ method: 'PUT', url: '/api/account/avatar', headers: bearer(accessToken) });
    expect([none.statusCode, none.json().code]).toEqual([415, 'unsupported_media_type']);
    const form = formOf([{ name: 'login', content: 'a' }]);
    const admin = await signInFor(app, await app.givenAccount({ role: 'admin' }));
    // A person is not heard at all where only services call.
    const others = app.app.routes.filter(
      ({ contract, guard }) => contract.body !== undefined && guard.security !== 'service key',
    );
    expect(others.length).toBeGreaterThan(8);
    for (const { method, path } of others)
      for (const headers of [form.headers, { 'content-type': 'image/png' }]) {
        const answer = await app.inject({
          method,
          url: path,
          payload: form.body,
          headers: { ...bearer(admin.accessToken), ...headers },
        });
        const refusal = answer.json();
        // The token endpoint says it in the words of RFC 6749.
        expect([path, answer.statusCode, refusal.code ?? refusal.error]).toEqual([
          path,
          415,
          path === '/api/auth/token' ? 'invalid_request' : 'unsupported_media_type',
        ]);
      }
    const packed = await putAvatar(app, accessToken, content, {
      'content-type': 'image/jpeg',
      'content-encoding': 'gzip',
    });
    expect(packed.statusCode).toBe(415);
  });
});
