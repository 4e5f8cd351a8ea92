import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { openCommandLine } from '#test/command-line.ts';
import { findFreePort } from '#test/start-service.ts';
import type { Finding } from './finding.ts';
import { judgeAddress } from './inspect-proxy.ts';

type Tamper = {
  onWay?: (headers: IncomingHttpHeaders) => void;
  back?: (headers: OutgoingHttpHeaders) => void;
  answer?: { status: number; headers?: OutgoingHttpHeaders; body?: string };
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Proxy {
  port: number;
  /** Set once the service listens. */
  target: number;
}

/** A reverse proxy as people put one in front, with something wrong with it. It listens before anybody can take its port. */
async function startProxy({ onWay, back, answer }: Tamper): Promise<Proxy> {
  const place: Proxy = { port: 0, target: 0 };
  const proxy = createServer((incoming, outgoing) => {
    if (answer !== undefined) return void outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    const headers = { ...incoming.headers };
    onWay?.(headers);
    const { method = 'GET', url = '/' } = incoming;
    const sending = request({ host: '127.0.0.1', port: place.target, method, path: url, headers }, (reply) => {
      const answered: OutgoingHttpHeaders = { ...reply.headers };
      back?.(answered);
      outgoing.writeHead(reply.statusCode ?? 500, answered);
      reply.pipe(outgoing);
    });
    incoming.pipe(sending);
  });
  servers.push(proxy);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  place.port = portOf(proxy);
  return place;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen on a port');
  return address.port;
}

/** The service behind a proxy at PUBLIC_URL, and what doctor says of it. */
async function examineBehind(tamper: Tamper, settings: Record<string, string> = {}, path = '') {
  const proxy = await startProxy(tamper);
  const { port } = proxy;
  const all = { PUBLIC_URL: `http://127.0.0.1:${port}${path}`, ...settings };
  const line = openCommandLine(all);
  const app = await line.serve(all);
  await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  proxy.target = portOf(app.app.server.server);
  const { checks, exitCode } = await line.json<{ checks: Finding[] }>('doctor');
  const of = (name: string): string[] =>
    checks.filter((finding) => finding.name === name).map(({ status, message }) => `${status} ${message}`);
  return { of, exitCode, port };
}

const throughIt = {
  onWay: (headers: IncomingHttpHeaders) => Object.assign(headers, { 'x-forwarded-for': '203.0.113.9' }),
};

describe('the address that the service sees', () => {
  it('is the proxy for everybody where https ends at a proxy that is not trusted', () => {
    const finding = judgeAddress({ isSecure: true, trustedProxies: [] }, '10.0.0.2', '198.51.100.7');
    expect(finding).toMatchObject({ status: 'warning', advice: 'TRUSTED_PROXIES=10.0.0.2' });
  });

  it('is the proxy for everybody where a trusted proxy names nobody', () => {
    const finding = judgeAddress({ isSecure: true, trustedProxies: ['10.0.0.2'] }, '10.0.0.2', '198.51.100.7');
    expect(finding).toMatchObject({ status: 'warning', advice: 'Let the proxy add X-Forwarded-For.' });
  });

  it('is whatever a stranger likes where an invented X-Forwarded-For is believed', () => {
    for (const trusted of ['10.0.0.2', '10.0.0.0/24', '::ffff:10.0.0.2', 'fd00::/8']) {
      const finding = judgeAddress({ isSecure: true, trustedProxies: [trusted] }, '192.0.2.77', '198.51.100.7');
      expect(finding).toMatchObject({ status: 'fault', message: expect.stringContaining('invented') });
    }
  });

  it('is the client where a trusted proxy names it', () => {
    const finding = judgeAddress({ isSecure: true, trustedProxies: ['10.0.0.2'] }, '198.51.100.7', '198.51.100.7');
    expect(finding.status).toBe('ok');
  });
});

describe('doctor on the way to the service', () => {
  it.each(['', '/accounts'])('finds nothing wrong with a proxy that leaves things alone (path "%s")', async (path) => {
    const { of, exitCode } = await examineBehind({}, {}, path);
    expect(of('web address')[0]).toMatch(/^ok .*healthz answers$/);
    expect(of('proxy')).toEqual([
      'ok cookies travel both ways unchanged',
      'ok the service sees 127.0.0.1 for a request from here, and believes no invented address',
    ]);
    expect(exitCode).toBe(0);
  });

  it.each<[string, Tamper, RegExp]>([
    ['Cookie', { onWay: (headers) => delete headers.cookie }, /^fault the Cookie header does not come through/],
    ['Set-Cookie', { back: (headers) => delete headers['set-cookie'] }, /^fault Set-Cookie does not come through/],
    [
      'the attributes of cookies',
      {
        back: (headers) =>
          Object.assign(headers, {
            'set-cookie': [headers['set-cookie'] ?? []].flat().map((line) => `${line}; Secure`),
          }),
      },
      /^fault cookies are rewritten on the way; one arrives as "refresh_token=.*; Secure"/,
    ],
    ['Sec-Fetch-Site', { onWay: (headers) => delete headers['sec-fetch-site'] }, /^fault the Sec-Fetch-Site header/],
  ])('notices a proxy that takes or changes %s', async (_what, tamper, expected) => {
    const { of, exitCode } = await examineBehind(tamper);
    expect(of('proxy')[0]).toMatch(expected);
    expect(exitCode).toBe(1);
  });

  it('cannot tell from a trusted address whether an invented one would be believed, and says so', async () => {
    const { of, exitCode } = await examineBehind({}, { TRUSTED_PROXIES: '127.0.0.0/8' });
    expect(of('proxy')[1]).toMatch(/^ok .*ask from another machine too$/);
    expect(exitCode).toBe(0);
  });

  it('believes a trusted proxy that names the client, and notices one that trusts the whole world', async () => {
    const { of } = await examineBehind(throughIt, { TRUSTED_PROXIES: '127.0.0.1' });
    expect(of('proxy')[1]).toMatch(/^ok the service sees 203\.0\.113\.9/);
    const line = openCommandLine({ PUBLIC_URL: 'http://127.0.0.1:1', TRUSTED_PROXIES: '0.0.0.0/0' });
    const { checks, exitCode } = await line.json<{ checks: Finding[] }>('doctor');
    expect(checks.find(({ status }) => status === 'fault')?.message).toContain('TRUSTED_PROXIES');
    expect(exitCode).toBe(1);
  });

  it('notices a trusted proxy that names nobody, unless the question itself came from there', async () => {
    const silent = { onWay: (headers: IncomingHttpHeaders) => delete headers['x-forwarded-for'] };
    const { of } = await examineBehind(silent, { TRUSTED_PROXIES: '127.0.0.1' });
    expect(of('proxy')[1]).toMatch(/^ok the service sees 127\.0\.0\.1/);
  });

  it('notices that another installation answers', async () => {
    const port = await findFreePort();
    const line = openCommandLine({ PUBLIC_URL: `http://127.0.0.1:${port}` });
    const app = await line.serve({ PUBLIC_URL: `http://127.0.0.1:${port}` });
    await app.app.server.listen({ port, host: '127.0.0.1' });
    process.env.SECRET_KEY = 'the secret of quite another installation 42';
    const { checks } = await line.json<{ checks: Finding[] }>('doctor');

    expect(checks.find(({ name }) => name === 'proxy')?.message).toContain('has another SECRET_KEY');
  });

  it.each<[string, NonNullable<Tamper['answer']>, RegExp]>([
    [
      'a redirect',
      { status: 301, headers: { location: 'https://www.example/' } },
      /redirect to https:\/\/www\.example/,
    ],
    ['a service that is not reached', { status: 502 }, /the proxy does not reach the service/],
    ['somebody else', { status: 200, body: '<h1>It works!</h1>' }, /not as this service does/],
    ['an endless page', { status: 200, body: 'x'.repeat(100_000) }, /far too long/],
  ])('notices %s at PUBLIC_URL, and asks no more', async (_who, answer, expected) => {
    const { of } = await examineBehind({ answer });
    expect(of('web address')[0]).toMatch(expected);
    expect(of('proxy')).toEqual([]);
  });

  it('says that nobody answers', async () => {
    const line = openCommandLine({ PUBLIC_URL: 'http://127.0.0.1:1' });
    const { checks, exitCode } = await line.json<{ checks: Finding[] }>('doctor');
    expect(checks.find(({ name }) => name === 'web address')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(exitCode).toBe(0);
  });
});
