import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningService } from '../start-service.ts';
import { asBearer, call } from './call.ts';
import { givenNodes, type Nodes } from './given-nodes.ts';
import { startSessionLoad } from './session-load.ts';
import { hasNginx, type RunningNginx, startNginx } from './start-nginx.ts';

/** A grace of a second: each session moves on through many generations while the nodes come and go. */
const settings = { DRAIN_SECONDS: '1', TRUSTED_PROXIES: '127.0.0.1', REFRESH_GRACE_SECONDS: '1' };
/** Longer than nginx leaves a node alone that did not answer. */
const untilTriedAgain = 1500;

if (!hasNginx()) {
  test('a rolling restart of two nodes behind nginx', ({ skip }) => {
    if (process.env.CI) throw new Error('nginx is not installed: a rolling restart was not proved');
    skip('NOT RUN: nginx is not installed');
  });
} else
  describe('two nodes behind nginx', () => {
    let nodes: Nodes;
    let services: RunningService[];
    let nginx: RunningNginx;
    beforeAll(async () => {
      nodes = await givenNodes(settings);
      services = await Promise.all([nodes.start(), nodes.start()]);
      nginx = await startNginx(services.map(({ url }) => Number(new URL(url).port)));
    });
    afterAll(async () => {
      await nginx?.remove();
      await nodes.remove();
    });

    test('Rolling restart of both nodes under load, twice: no request fails, and nobody is signed out', async () => {
      const load = await startSessionLoad(nginx.url, { people: await nodes.givenPeople(3), perSecond: 40 });
      for (let restart = 0; restart < 4; restart += 1) {
        const node = services[restart % 2];
        if (node === undefined) throw new Error('there are two nodes');
        await wait(untilTriedAgain);
        await node.stop();
        expect(await node.exitCode).toBe(0);
        services[restart % 2] = await nodes.start({}, Number(new URL(node.url).port));
      }
      await wait(untilTriedAgain);
      await load.stop();
      expect(load.failures).toEqual([]);
      for (const deed of ['read', 'change', 'refresh', 'sign-out', 'sign-in'])
        expect([deed, load.answered[deed] ?? 0]).toEqual([deed, expect.toSatisfy((times: number) => times >= 20)]);

      // Every chain goes on, on either node, and no session that was ended has come back.
      for (const [index, { tokens }] of load.sessions.entries()) {
        const url = services[index % 2]?.url ?? '';
        const body = { refresh_token: tokens.refresh_token };
        expect((await call(`${url}/api/auth/refresh`, { body })).status).toBe(200);
      }
      for (const { url } of services)
        for (const tokens of load.signedOut) {
          const refreshed = await call(`${url}/api/auth/refresh`, { body: { refresh_token: tokens.refresh_token } });
          const account = await call(`${url}/api/account`, { headers: asBearer(tokens.access_token) });
          expect([refreshed.status, account.status]).toEqual([401, 401]);
        }
    });
  });
