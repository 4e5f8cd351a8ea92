import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { copyRepository } from '../repository-copy.ts';
import { onPostgres } from '../run-on-postgres.ts';
import { findFreePort, type RunningService, startService } from '../start-service.ts';
import { testSecret } from '../test-app.ts';
import { startPostgres } from './start-postgres.ts';

/** What the next release brings: a column of the tables that every request reads, and a table. */
const migrationOfTomorrow = `import type { Migration } from '#platform/database/migration.ts';
import { columnTypes } from '#platform/database/columns.ts';

export const tomorrow: Migration = {
  kind: 'expand',
  up: async (db) => {
    const type = columnTypes(db);
    await db.schema.alterTable('accounts').addColumn('mood', type.text, (column) => column.notNull().defaultTo('fine')).execute();
    await db.schema.alterTable('sessions').addColumn('mood', type.text).execute();
    await db.schema
      .createTable('moods')
      .addColumn('account_id', type.id, (column) => column.primaryKey().references('accounts.id').onDelete('cascade'))
      .execute();
  },
};
`;

/** A grace of a second, so that sessions rotate all the time; limits off, because all comes from here. */
const settings = {
  PUBLIC_URL: 'http://localhost:8000',
  REFRESH_GRACE_SECONDS: '1',
  REFRESHES_PER_MINUTE: '0',
  SIGN_UPS_PER_HOUR: '0',
};

type Reply = { status: number; body: Record<string, unknown> };

/** Nodes behind it take turns; one that takes no connections is passed over, as any balancer does it. */
function createBalancer() {
  const nodes: RunningService[] = [];
  const underWay = new Map<RunningService | undefined, number>();
  const count = (node: RunningService | undefined, by: number) => underWay.set(node, (underWay.get(node) ?? 0) + by);
  let turn = 0;
  const ask = async (method: string, path: string, body?: object, token?: string): Promise<Reply> => {
    for (let tries = 0; tries < 50; tries += 1) {
      turn += 1;
      const node = nodes[turn % nodes.length];
      count(node, 1);
      try {
        const answer = await fetch(`${node?.url}${path}`, {
          method,
          headers: {
            connection: 'close',
            ...(body && { 'content-type': 'application/json' }),
            ...(token && { authorization: `Bearer ${token}` }),
          },
          ...(body && { body: JSON.stringify(body) }),
        });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      } catch (error) {
        if (!(error instanceof Error) || !/ECONNREFUSED/.test(String((error.cause as { code?: string })?.code)))
          throw error;
        await sleep(5);
      } finally {
        count(node, -1);
      }
    }
    throw new Error('no node took the connection');
  };
  /** Gives it nothing more, and resolves when what it had is answered. */
  const takeOut = async (index: number): Promise<RunningService | undefined> => {
    const [node] = nodes.splice(index, 1);
    while ((underWay.get(node) ?? 0) > 0) await sleep(5);
    return node;
  };
  return { nodes, ask, takeOut };
}

type Balancer = ReturnType<typeof createBalancer>;
type Session = { refreshToken: string; accessToken: string; rotations: number };

async function signIn({ ask }: Balancer, email: string): Promise<Session> {
  const password = 'a door that opens';
  expect((await ask('POST', '/api/auth/sign-up', { email, password })).status).toBe(201);
  const { status, body } = await ask('POST', '/api/auth/sign-in', { login: email, password });
  expect(status).toBe(200);
  return { refreshToken: String(body.refresh_token), accessToken: String(body.access_token), rotations: 0 };
}

async function refresh({ ask }: Balancer, session: Session): Promise<Reply> {
  const answer = await ask('POST', '/api/auth/refresh', { refresh_token: session.refreshToken });
  if (answer.status === 200) {
    if (answer.body.refresh_token !== session.refreshToken) session.rotations += 1;
    session.refreshToken = String(answer.body.refresh_token);
    session.accessToken = String(answer.body.access_token);
  }
  return answer;
}

/** One person after the other thing, until it is over. @returns every answer that was not as it should be */
async function keepBusy(balancer: Balancer, session: Session, isOver: () => boolean, counts: { answers: number }) {
  const failures: unknown[] = [];
  for (let round = 0; !isOver(); round += 1) {
    // Contacts are limited to some in a minute.
    const contact = { first_name: `Bob ${round}` };
    const steps = [
      () => refresh(balancer, session),
      () => balancer.ask('GET', '/api/account', undefined, session.accessToken),
      () => balancer.ask('PATCH', '/api/account', { first_name: `Ada ${round}` }, session.accessToken),
      () => balancer.ask('GET', '/api/account/sessions', undefined, session.accessToken),
      ...(round % 8 === 0 ? [() => balancer.ask('POST', '/api/contacts', contact, session.accessToken)] : []),
    ];
    for (const [index, step] of steps.entries()) {
      const outcome = await step().catch((error: unknown) => ({ status: 0, body: { error: String(error) } }));
      counts.answers += 1;
      if (outcome.status < 200 || outcome.status > 299) failures.push({ round, index, ...outcome });
      await sleep(20);
    }
  }
  return failures;
}

it('Fault 24: two nodes are upgraded to the next release and back again, one after the other under load: no request fails and nobody is signed out', async () => {
  const [postgres, copy] = [await startPostgres(), copyRepository()];
  const directory = mkdtempSync(join(tmpdir(), 'portress-rolling-'));
  onTestFinished(async () => {
    await postgres.remove();
    copy.close();
    rmSync(directory, { recursive: true, force: true });
  });
  copy.write('packages/server/src/migrations/9001-tomorrow.ts', migrationOfTomorrow);
  const mainFiles = { today: undefined, tomorrow: join(copy.directory, 'packages/server/src/main.ts') };
  const ports = { a: await findFreePort(), b: await findFreePort() };

  const start = async (name: 'a' | 'b', release: keyof typeof mainFiles): Promise<RunningService> => {
    const mainFile = mainFiles[release];
    const node = await startService({
      port: ports[name],
      dataDir: join(directory, `${name}-${release}`),
      secretKey: testSecret,
      settings: { ...settings, DATABASE_URL: postgres.url },
      ...(mainFile !== undefined && { mainFile }),
    });
    onTestFinished(() => node.kill());
    return node;
  };
  const balancer = createBalancer();
  // Both at once, on an empty database.
  balancer.nodes.push(...(await Promise.all([start('a', 'today'), start('b', 'today')])));
  const sessions: Session[] = [];
  // One after another: nodes that have just started have their connections still to open.
  for (const name of ['ada', 'bob', 'cleo', 'dan']) sessions.push(await signIn(balancer, `${name}@example.com`));

  let isOver = false;
  const counts = { answers: 0 };
  const busy = Promise.all(sessions.map((session) => keepBusy(balancer, session, () => isOver, counts)));
  const replace = async (index: 0 | 1, release: keyof typeof mainFiles): Promise<void> => {
    await (await balancer.takeOut(index))?.stop();
    balancer.nodes.splice(index, 0, await start(index === 0 ? 'a' : 'b', release));
  };
  await replace(0, 'tomorrow');
  await sleep(200);
  await replace(1, 'tomorrow');
  await sleep(200);
  await replace(0, 'today');
  await sleep(200);
  await replace(1, 'today');
  await sleep(200);
  isOver = true;

  expect((await busy).flat()).toEqual([]);
  expect(counts.answers).toBeGreaterThan(200);
  for (const session of sessions) {
    expect(session.rotations).toBeGreaterThan(2);
    expect((await refresh(balancer, session)).status).toBe(200);
  }
  expect(readFileSync(join(directory, 'a-today/service.log'), 'utf8')).toContain(
    '(9001-tomorrow), which this one can live with',
  );
  const { rows } = await onPostgres(postgres.url, (client) =>
    client.query('SELECT count(*)::int AS n, min(mood) AS mood FROM accounts'),
  );
  expect(rows).toEqual([{ n: sessions.length, mood: 'fine' }]);
  for (const node of balancer.nodes) await node.stop();
});
