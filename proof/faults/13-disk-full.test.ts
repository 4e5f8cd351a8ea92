import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordEvidence, recordNotRun } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import { call, type Reply } from '#proof/load/ask.ts';
import {
  asBearer,
  type GivenService,
  givenService,
  isHonest,
  readAccount,
  refresh,
  signIn,
  signOut,
  signUp,
} from '#proof/machine/given-service.ts';
import { findMountObstacle, mountSmallDisk, type SmallDisk } from '#proof/machine/small-disk.ts';
import type { RunningService } from '#test/start-service.ts';

const proof = 'fault 13: the disk is full';
const obstacle = findMountObstacle();
if (obstacle !== undefined) {
  console.warn(`SKIPPED: ${proof}: ${obstacle}`);
  recordNotRun({ proof, why: obstacle });
}
/** It works again with the next request; the bound is for a busy machine. */
const longestRecovery = 20_000;

describe.skipIf(obstacle !== undefined)('the disk is full (fault 13)', () => {
  let disk: SmallDisk;
  let given: GivenService;
  let service: RunningService;
  let hasEnded: boolean;
  let counts: { answers: number; refused: number; acknowledged: number; wrong: string[] };
  const startedAt = performance.now();

  beforeEach(async () => {
    // Database, log of the service and pictures lie on it.
    disk = mountSmallDisk(24);
    given = await givenService({ parent: disk.directory, sessions: 140 });
    service = await given.start();
    hasEnded = false;
    void service.exitCode.then(() => {
      hasEnded = true;
    });
    counts = { answers: 0, refused: 0, acknowledged: 0, wrong: [] };
  });
  afterEach(async () => {
    await service.kill();
  });

  const judge = (what: string, answer: Reply, ...right: number[]): Reply => {
    counts.answers += 1;
    if (answer.status === 503) counts.refused += 1;
    else counts.acknowledged += 1;
    if (!isHonest(answer, ...right)) counts.wrong.push(`${what}: ${answer.status} ${answer.text}`);
    return answer;
  };

  it('P1, P9, P10, fault 13: writes are 503 with Retry-After, reads go on, and with room again everything works without a restart', async () => {
    const [reader, ...rest] = given.sessions;
    const { accessToken } = await refresh(service.url, reader ?? fail());
    const early = (await signIn(service.url, given.emails[0] ?? fail())).body;
    const picture = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#72a' } })
      .png()
      .toBuffer();
    const upload = () =>
      fetch(`${service.url}/api/account/avatar`, {
        method: 'PUT',
        headers: { 'content-type': 'image/png', ...asBearer(String(early.access_token)) },
        body: new Uint8Array(picture),
      });
    expect((await upload()).status).toBe(200);

    const ended: string[] = [];
    for (let round = 0; round < extentOf({ short: 2, long: 8 }); round += 1) {
      // A token shown again within its grace is answered with itself, and needs no room.
      await wait(1100);
      disk.fill();
      // The write-ahead log may have room of its own, which it was given before and begins to write anew.
      for (let tries = 0, first = counts.refused; counts.refused === first && tries < 1000; tries += 1)
        judge('sign-in', await signIn(service.url, given.emails[2] ?? fail()), 200);
      const before = counts.refused;
      for (const session of rest.slice(0, 20)) judge('refresh', await refresh(service.url, session), 200);
      judge('sign-up', await signUp(service.url, `new-${round}@example.com`), 201);
      judge('sign-in', await signIn(service.url, given.emails[1] ?? fail()), 200);
      const leaving = rest[100 + round] ?? fail();
      if (judge('sign-out', await signOut(service.url, leaving), 204).status === 204) ended.push(leaving.refreshToken);
      expect(counts.refused - before).toBeGreaterThan(10);
      const refused = await upload();
      expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
      expect((await readAccount(service.url, accessToken ?? fail())).status).toBe(200);
      expect((await call(service, 'GET', '/readyz')).status).toBe(200);

      disk.makeRoom();
      const patient = rest[40 + round] ?? fail();
      await expect
        .poll(async () => (await refresh(service.url, patient)).status, { timeout: longestRecovery })
        .toBe(200);
      for (const session of rest.slice(0, 20)) expect((await refresh(service.url, session)).status).toBe(200);
      expect((await upload()).status).toBe(200);
      expect((await signOut(service.url, rest[60 + round] ?? fail())).status).toBe(204);
    }
    for (const token of ended) expect((await refresh(service.url, { id: '', refreshToken: token })).status).toBe(401);
    expect([hasEnded, counts.wrong]).toEqual([false, []]);
    // What it had to say meanwhile may be lost; what it says now is not.
    await expect.poll(service.log, { timeout: longestRecovery }).toContain('/api/auth/sign-out');
    const verified = await given.portress('audit', 'verify');
    expect([verified.exitCode, verified.told]).toEqual([0, expect.stringContaining('The audit log is whole')]);
    await service.stop();
    const raw = new DatabaseSync(given.databaseFile, { readOnly: true });
    expect(raw.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    raw.close();
    recordEvidence({
      proof,
      on: 'one node, SQLite; database, log and pictures on a file system of 24 MB',
      counts: { answers: counts.answers, refused: counts.refused, acknowledged: counts.acknowledged },
      violations: counts.wrong.length,
      milliseconds: performance.now() - startedAt,
    });
  });
});

const fail = (): never => {
  throw new Error('there are too few people');
};
