import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

/** An authorization server that only publishes keys and signs tokens; it counts who asks for what. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly audience: string;
  readonly requests: string[];
  readonly published: JWK[];
  /** The HTTP status of the JWK Set; 200 unless set. */
  status: number;
  sign(changes?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>, key?: CryptoKey): Promise<string>;
  addKey(kid: string, algorithm?: string): Promise<CryptoKey>;
  stop(): Promise<void>;
}

const now = () => Math.floor(Date.now() / 1000);

/** Starts one on a free port; its issuer holds a path, as behind a proxy. */
export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const requests: string[] = [];
  const published: JWK[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    requests.push(request.url ?? '');
    response.writeHead(started.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/accounts`;
  const audience = 'https://api.example';

  const addKey = async (kid: string, algorithm = 'ES256') => {
    const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
    published.push({ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' });
    return privateKey;
  };
  const firstKey = await addKey('first');

  const started: AuthorizationServer = {
    issuer,
    audience,
    requests,
    published,
    status: 200,
    addKey,
    sign: (changes = {}, header = {}, key = firstKey) =>
      new SignJWT({ ...goodClaims(issuer, audience), ...changes })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'first', ...header })
        .sign(key),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return started;
}

function goodClaims(iss: string, aud: string) {
  const times = { iat: now(), exp: now() + 900, auth_time: now() - 60 };
  const names = { iss, aud, sub: 'account-1', client_id: 'portress', sid: 'session-1', jti: 'token-1' };
  return { ...names, ...times, gen: 1, epoch: 0, role: 'user', amr: ['pwd'] };
}
