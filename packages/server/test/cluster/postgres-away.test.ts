import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { silentLog } from '#platform/log.ts';
import { givenAccounts, givenSessions } from '../given-sessions.ts';
import { onPostgres } from '../run-on-postgres.ts';
import { findFreePort, type RunningService, startService } from '../start-service.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

/** What is waited for comes in a moment, on a machine that is not busy with something else. */
const within = { timeout: 30_000, interval: 20 };

/** Twenty times what is aimed at: how fast it is belongs to the figures. */
const patience = 20;
const secretKey = 'a-secret-for-tests-only-0123456789-abcdefghij';
const clients = 12;
const dataDir = mkdtempSync(join(tmpdir(), 'portress-away-'));
let postgres: RunningPostgres;
let service: RunningService;

beforeAll(async () => {
  postgres = await startPostgres();
  service = await startService({
    port: await findFreePort(),
    dataDir,
    secretKey,
    // A rotation each second, so that there is something to lose.
    settings: { DATABASE_URL: postgres.url, REFRESH_GRACE_SECONDS: '1', REFRESHES_PER_MINUTE: '0' },
  });
});
afterAll(async () => {
  await service.stop();
  await postgres.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

type Seen = { at: number; what: string; status: number; code: string; retryAfter: number; milliseconds: number };

/** Honest clients: each keeps the newest token it was given, and asks again with the one it has. */
async function startLoad() {
  const { database } = await openDatabase({ url: postgres.url, clock: systemClock, log: silentLog, migrations: null });
  const accounts = await givenAccounts(database, clients, 'none');
  const sessions = await givenSessions(database, { accounts, count: clients, secretKey });
  await database.close();
  const seen: Seen[] = [];
  let isOver = false;
  const ask = async (what: string, path: string, init: RequestInit): Promise<Record<string, unknown> | undefined> => {
    const startedAt = performance.now();
    const answer = await fetch(service.url + path, init);
    const body = (await answer.json()) as Record<string, unknown>;
    const at = performance.now();
    const retryAfter = Number(answer.headers.get('retry-after') ?? 0);
    seen.push({
      at,
      what,
      status: answer.status,
      code: String(body.code ?? ''),
      retryAfter,
      milliseconds: at - startedAt,
    });
    return answer.ok ? body : undefined;
  };
  const live = sessions.map(async ({ refreshToken }) => {
    let token = refreshToken;
    let accessToken: string | undefined;
    const refresh = async (): Promise<boolean> => {
      const tokens = await ask('refresh', '/api/auth/refresh', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token: token }),
      });
      if (tokens === undefined) return false;
      token = String(tokens.refresh_token);
      accessToken = String(tokens.access_token);
      return true;
    };
    while (!isOver) {
      await refresh();
      if (accessToken !== undefined)
        await ask('account', '/api/account', { headers: { authorization: `Bearer ${accessToken}` } });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return refresh();
  });
  return {
    seen,
    /** @returns of each client whether it is still signed in */
    end: () => {
      isOver = true;
      return Promise.all(live);
    },
  };
}
type Load = Awaited<ReturnType<typeof startLoad>>;

/** Until every client was answered well since, and none otherwise. */
async function untilNormal({ seen }: Load, since: number): Promise<number> {
  const isNormal = (): boolean => {
    const late = seen.slice(-4 * clients);
    return late.length === 4 * clients && late.every(({ status, at }) => status === 200 && at > since);
  };
  await expect.poll(isNormal, { timeout: 3000 * patience, interval: 20 }).toBe(true);
  const last = seen.findLast(({ status, at }) => status !== 200 && at > since);
  return Math.max(0, (last?.at ?? since) - since);
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function expectSteady(load: Load, faultAt: number): Promise<void> {
  for (const { status, retryAfter, milliseconds, what, code } of load.seen) {
    if (status === 200) continue;
    expect([what, status, code]).toEqual([what, 503, 'unavailable']);
    expect(retryAfter).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(1000 * patience);
  }
  expect(load.seen.some(({ status, at }) => status === 503 && at > faultAt)).toBe(true);
  expect(await load.end()).toEqual(Array(clients).fill(true));
  expect(readFileSync(join(dataDir, 'service.log'), 'utf8')).not.toContain('the process ends');
}

describe('PostgreSQL that is stopped and started under load (fault 3)', () => {
  it.each(['fast', 'immediate'] as const)(
    '%s: 503 with Retry-After meanwhile, then normal within seconds, and nobody is signed out',
    async (mode) => {
      const load = await startLoad();
      await expect.poll(() => load.seen.length, within).toBeGreaterThan(4 * clients);
      const faultAt = performance.now();
      await postgres.stop(mode);
      await pause(2500);
      const health = await fetch(`${service.url}/healthz`);
      const readiness = await fetch(`${service.url}/readyz`);
      expect([health.status, readiness.status, readiness.headers.has('retry-after')]).toEqual([200, 503, true]);
      await postgres.start();
      const normalAfter = await untilNormal(load, performance.now());
      process.stdout.write(
        `PostgreSQL stopped (${mode}): normal ${Math.round(normalAfter)} ms after it took connections again\n`,
      );
      await expectSteady(load, faultAt);
    },
  );

  it('a connection’s process killed, which makes PostgreSQL end all of them and recover: the same', async () => {
    const load = await startLoad();
    await expect.poll(() => load.seen.length, within).toBeGreaterThan(4 * clients);
    const faultAt = performance.now();
    const pid = await onPostgres(postgres.url, async (client) => {
      const { rows } = await client.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = 'portress' AND application_name = 'portress' LIMIT 1",
      );
      return Number(rows[0].pid);
    });
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => load.seen.some(({ status, at }) => status === 503 && at > faultAt), within).toBe(true);
    await untilNormal(load, performance.now());
    await expectSteady(load, faultAt);
    // Nothing was left behind: the pool, and the one that listens.
    const connections = await onPostgres(postgres.url, async (client) => {
      const { rows } = await client.query(
        "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE application_name LIKE 'portress%'",
      );
      return Number(rows[0].n);
    });
    expect(connections).toBeLessThanOrEqual(11);
  });
});
