import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { parseRefreshToken } from '#features/sessions/refresh-token.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import { givenAccounts, givenSessions, openGivenDatabase } from '#test/given-sessions.ts';
import { findFreePort, type RunningService, startService } from '#test/start-service.ts';

/** What a client was told is done; it has to be found on the disk whenever the power goes after the answer began to leave. */
export type Claim = { requestId: string } & (
  | { kind: 'sign_up'; email: string }
  | { kind: 'refresh'; session: string; generation: number }
  | { kind: 'sign_out'; session: string }
  | { kind: 'sign_out_everywhere'; account: string; epoch: number }
  | { kind: 'picture'; account: string; file: string }
);

/** A session, and the newest refresh token that its client holds. */
export type HeldSession = { id: string; refreshToken: string };

export type PowerLoad = {
  dataDir: string;
  secretKey: string;
  sessions: number;
  /** Goes in front of the service's command. */
  tracer: readonly string[];
  nodeArguments?: readonly string[];
  /** Called when the data lies there as the service finds it, and nothing runs. */
  beforeStart(): void;
};

const password = 'a long sentence about nine cats';
const lanes = 12;

/** Sign-ups, refreshes, sign-outs and pictures on one traced process of the service, until it is stopped. */
export async function runPowerLoad(load: PowerLoad): Promise<{ claims: Claim[]; sessions: HeldSession[] }> {
  const { dataDir, secretKey } = load;
  mkdirSync(dataDir, { recursive: true });
  const given = await openGivenDatabase(dataDir, async (database) => {
    const accounts = await givenAccounts(database, 20, 'none');
    return givenSessions(database, { accounts, count: load.sessions, secretKey });
  });
  load.beforeStart();
  const service = await startService({
    port: await findFreePort(),
    dataDir,
    secretKey,
    tracer: load.tracer,
    ...(load.nodeArguments && { nodeArguments: load.nodeArguments }),
    settings: { REFRESH_GRACE_SECONDS: '1', REFRESHES_PER_MINUTE: '0', SIGN_UPS_PER_HOUR: '0' },
  });
  try {
    return { claims: await useService(service, given, secretKey), sessions: given };
  } finally {
    await service.stop();
  }
}

async function useService(service: RunningService, given: HeldSession[], secretKey: string): Promise<Claim[]> {
  const secrets = createSecrets([secretKey]);
  const claims: Claim[] = [];
  const ask = async (method: string, path: string, { body, token, bytes }: Sent = {}) => {
    const answer = await fetch(service.url + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(bytes && { 'content-type': 'image/png' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...((body ?? bytes) && { body: bytes ? new Uint8Array(bytes) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(`${method} ${path} was answered ${answer.status} ${text}\n${service.log().slice(-2000)}`);
    const told = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { requestId: answer.headers.get('x-request-id') ?? '', told };
  };
  const refresh = async (session: HeldSession): Promise<string> => {
    const { requestId, told } = await ask('POST', '/api/auth/refresh', {
      body: { refresh_token: session.refreshToken },
    });
    session.refreshToken = String(told.refresh_token);
    const generation = parseRefreshToken(secrets, session.refreshToken)?.generation ?? 0;
    claims.push({ requestId, kind: 'refresh', session: session.id, generation });
    return String(told.access_token);
  };
  const picture = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#7a2' } })
    .png()
    .toBuffer();
  const begin = async (index: number): Promise<void> => {
    const email = `new-${index}@example.com`;
    const signUp = await ask('POST', '/api/auth/sign-up', { body: { email, password } });
    claims.push({ requestId: signUp.requestId, kind: 'sign_up', email });
    const { told } = await ask('POST', '/api/auth/sign-in', { body: { login: email, password } });
    const account = String((told.account as { id: string }).id);
    const put = await ask('PUT', '/api/account/avatar', { bytes: picture, token: String(told.access_token) });
    const file = String(put.told.avatar_url).replace(/^.*\//, '');
    claims.push({ requestId: put.requestId, kind: 'picture', account, file });
    if (index % 80 === 0) return;
    const ended = await ask('POST', '/api/auth/sign-out-everywhere', { body: {}, token: String(told.access_token) });
    claims.push({ requestId: ended.requestId, kind: 'sign_out_everywhere', account, epoch: 1 });
  };
  const work = async (session: HeldSession, index: number): Promise<void> => {
    await refresh(session);
    if (index % 40 === 0) await begin(index);
    if (index % 5 !== 0) return;
    const { requestId } = await ask('POST', '/api/auth/sign-out', { body: { refresh_token: session.refreshToken } });
    claims.push({ requestId, kind: 'sign_out', session: session.id });
  };
  const rest = given.entries();
  const lane = async (): Promise<void> => {
    for (const [index, session] of rest) await work(session, index);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return claims;
}

type Sent = { body?: object; token?: string; bytes?: Buffer };

/** Where the service keeps the pictures below its data directory. */
export const pictureFile = (dataDir: string, file: string): string => join(dataDir, 'avatars', file);
