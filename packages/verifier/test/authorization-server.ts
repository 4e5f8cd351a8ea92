import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

import { createRefreshEndpoint, type RefreshEndpoint } from './refresh-endpoint.ts';
import { createStreamEndpoint, type StreamEndpoint } from './stream-endpoint.ts';

/** An authorization server that publishes keys, signs tokens, and tells of revocations; it counts who asks for what. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly audience: string;
  readonly serviceKey: string;
  /** The paths that were asked for, the stream's left out. */
  readonly requests: string[];
  readonly published: JWK[];
  readonly stream: StreamEndpoint;
  readonly refresh: RefreshEndpoint;
  /** The HTTP status of the JWK Set; 200 unless set. */
  status: number;
  sign(changes?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>, key?: CryptoKey): Promise<string>;
  addKey(kid: string, algorithm?: string): Promise<CryptoKey>;
  stop(): Promise<void>;
}

const now = () => Math.floor(Date.now() / 1000);
const serviceKey = 'psk_of-the-tests';

/** Starts one on a free port; its issuer holds a path, as behind a proxy. */
export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const requests: string[] = [];
  const published: JWK[] = [];
  const stream = createStreamEndpoint(serviceKey);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/accounts/api/revocations/stream') return stream.answer(request, response);
    requests.push(request.url ?? '');
    if (request.url === '/accounts/api/auth/refresh') return refresh.answer(request, response);
    response.writeHead(started.status, { 'Content-Type': 'application/json' });
    return response.end(JSON.stringify({ keys: published }));
  };
  const server = createServer((request, response) => void answer(request, response));
  const issuer = `${await listen(server)}/accounts`;
  const audience = 'https://api.example';

  const addKey = async (kid: string, algorithm = 'ES256') => {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    published.push({ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' });
    return privateKey;
  };
  const firstKey = await addKey('first');
  const sign: AuthorizationServer['sign'] = (changes = {}, header = {}, key = firstKey) =>
    new SignJWT({ ...goodClaims(issuer, audience), ...changes })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'first', ...header })
      .sign(key);
  const refresh = createRefreshEndpoint(sign);

  const started: AuthorizationServer = {
    issuer,
    audience,
    serviceKey,
    requests,
    published,
    stream,
    refresh,
    sign,
    addKey,
    status: 200,
    stop: () => {
      stream.stop();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return started;
}

/** @returns the address, without a slash at its end */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function goodClaims(iss: string, aud: string) {
  const times = { iat: now(), exp: now() + 900, auth_time: now() - 60 };
  const names = { iss, aud, sub: 'account-1', client_id: 'portress', sid: 'session-1', jti: 'token-1' };
  return { ...names, ...times, gen: 1, epoch: 0, role: 'user', amr: ['pwd'] };
}
