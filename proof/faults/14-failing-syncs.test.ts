import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordEvidence, recordNotRun } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import { findTraceObstacle } from '#proof/machine/commit-trace.ts';
import { failSyncs } from '#proof/machine/failing-syncs.ts';
import { givenService, isHonest, readAccount, refresh, signIn, signOut, signUp } from '#proof/machine/given-service.ts';

const proof = 'fault 14: a sync to disk fails';
const obstacle = findTraceObstacle();
if (obstacle !== undefined) {
  console.warn(`SKIPPED: ${proof}: ${obstacle}`);
  recordNotRun({ proof, why: obstacle });
}
const plantUnsynced = fileURLToPath(new URL('../machine/plant-unsynced.mjs', import.meta.url));

describe.skipIf(obstacle !== undefined)('syncs fail (fault 14)', () => {
  it.each(['EIO', 'ENOSPC'] as const)(
    'P1, P9, fault 14: while every sync fails with %s nothing is acknowledged and reads go on; afterwards it is as acknowledged, also after kill -9',
    async (error) => {
      const startedAt = performance.now();
      const given = await givenService();
      const service = await given.start();
      const [reader = fail(), ...rest] = given.sessions;
      const { accessToken } = await refresh(service.url, reader);
      const gone = rest[40] ?? fail();
      expect((await signOut(service.url, gone)).status).toBe(204);

      const letSync = await failSyncs(service.pid, error);
      const answers = [];
      for (let round = 0; round < extentOf({ short: 1, long: 20 }); round += 1) {
        answers.push(...(await Promise.all(rest.slice(0, 20).map((session) => refresh(service.url, session)))));
        answers.push(
          await signUp(service.url, `new-${round}@example.com`),
          await signOut(service.url, rest[30] ?? fail()),
        );
        answers.push(await signIn(service.url, given.emails[0] ?? fail()));
        expect((await readAccount(service.url, accessToken ?? fail())).status).toBe(200);
      }
      const wrong = answers.filter((answer) => answer.status !== 503 || !isHonest(answer));
      await letSync();
      expect(wrong.map(({ status, text }) => `${status} ${text}`)).toEqual([]);

      for (const session of rest.slice(0, 20)) expect((await refresh(service.url, session)).status).toBe(200);
      expect((await signUp(service.url, 'later@example.com')).status).toBe(201);
      await service.kill();
      const again = await given.start();
      for (const session of rest.slice(0, 20)) expect((await refresh(again.url, session)).status).toBe(200);
      expect((await signIn(again.url, 'later@example.com')).status).toBe(200);
      expect((await refresh(again.url, gone)).status).toBe(401);
      recordEvidence({
        proof,
        on: `one node, SQLite, ${error}`,
        counts: { refused: answers.length },
        violations: wrong.length,
        milliseconds: performance.now() - startedAt,
      });
    },
  );

  it('fault 14: a service that does not wait for the disk is found out', async () => {
    const given = await givenService();
    const service = await given.start({ nodeArguments: ['--import', plantUnsynced] });
    const letSync = await failSyncs(service.pid, 'EIO');
    expect((await refresh(service.url, given.sessions[0] ?? fail())).status).toBe(200);
    await letSync();
  });
});

const fail = (): never => {
  throw new Error('there are too few people');
};
