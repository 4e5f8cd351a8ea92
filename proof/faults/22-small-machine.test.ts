import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { recordEvidence, recordNotRun } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import type { Reply } from '#proof/load/ask.ts';
import { givenService, isHonest, readAccount, refresh, signIn, signUp } from '#proof/machine/given-service.ts';
import { createLimitedGroup, findGroupObstacle } from '#proof/machine/limited-group.ts';

const proof = 'fault 22: little processor and memory';
const obstacle = findGroupObstacle();
if (obstacle !== undefined) {
  console.warn(`SKIPPED: ${proof}: ${obstacle}`);
  recordNotRun({ proof, why: obstacle });
}
/** The thread that judges new passwords by their lists takes some sixty of them, for half a minute, and more while it reads them. */
const withNewPasswords = 240;
const crowd = 20;
const loadMilliseconds = extentOf({ short: 3000, long: 120_000 });

describe.skipIf(obstacle !== undefined)(
  'a small machine (fault 22)',
  { timeout: loadMilliseconds * 4 + 120_000 },
  () => {
    it.each([
      [170, 'people sign in', false],
      [withNewPasswords, 'people sign up and sign in', true],
    ])(
      'P9, fault 22: in %i MB, and then with a fifth of a processor as well, %s, slower or told when to come back, and nothing exits',
      async (memoryMegabytes, _deeds, isSigningUp) => {
        const startedAt = performance.now();
        const given = await givenService({ accounts: 40, sessions: 40 });
        const group = createLimitedGroup({ memoryMegabytes });
        const service = await given.start({ tracer: group.command });
        let hasEnded = false;
        void service.exitCode.then(() => {
          hasEnded = true;
        });
        const wrong: string[] = [];
        const counts = { signIns: 0, shed: 0, reads: 0 };
        const judge = (answer: Reply, ...right: number[]): boolean => {
          if (!isHonest(answer, ...right)) wrong.push(`${answer.status} ${answer.text}`);
          if (answer.status === 503) counts.shed += 1;
          return right.includes(answer.status);
        };
        const everybodySignsIn = async (): Promise<number> => {
          const before = counts.signIns;
          const deadline = performance.now() + loadMilliseconds;
          const person = async (index: number): Promise<void> => {
            while (performance.now() < deadline && !hasEnded) {
              const email = given.emails[index] ?? '';
              if (judge(await signIn(service.url, email), 200)) counts.signIns += 1;
              else await wait(500);
              const held = given.sessions[index];
              const renewed = held && (await refresh(service.url, held));
              if (renewed && judge(renewed, 200) && renewed.accessToken !== null) {
                judge(await readAccount(service.url, renewed.accessToken), 200);
                counts.reads += 1;
              }
            }
          };
          await Promise.all(Array.from({ length: crowd }, (_, index) => person(index)));
          return counts.signIns - before;
        };

        if (isSigningUp) expect((await signUp(service.url, 'new@example.com')).status).toBe(201);
        const withAll = await everybodySignsIn();
        group.limitProcessor(0.2);
        const withLittle = await everybodySignsIn();
        group.limitProcessor(null);
        const afterwards = await signIn(service.url, given.emails[0] ?? '');
        expect([hasEnded, group.ended(), wrong]).toEqual([false, 0, []]);
        expect([withAll > 0, withLittle > 0, afterwards.status]).toEqual([true, true, 200]);
        recordEvidence({
          proof,
          on: `one node, SQLite, ${memoryMegabytes} MB, then a fifth of a processor as well`,
          counts: { ...counts, withAll, withLittle, peakMegabytes: Math.round(group.peakMegabytes()) },
          violations: wrong.length,
          milliseconds: performance.now() - startedAt,
        });
      },
    );

    it('fault 22: a group in which nothing can live is noticed', async () => {
      const given = await givenService();
      const group = createLimitedGroup({ memoryMegabytes: 40 });
      await expect(given.start({ tracer: group.command })).rejects.toThrow('did not start');
      expect(group.ended()).toBeGreaterThan(0);
    });
  },
);
