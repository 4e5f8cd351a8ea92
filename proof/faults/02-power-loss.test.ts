import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { recordEvidence, recordNotRun } from '#proof/evidence.ts';
import { extentOf, seed } from '#proof/extent.ts';
import { findTraceObstacle, readTrace } from '#proof/machine/commit-trace.ts';
import { cutAtEnd, cutPower, type Recording } from '#proof/machine/cut-power.ts';
import { lyingDisk } from '#proof/machine/disk-trace.ts';
import { findLostClaims } from '#proof/machine/find-lost-claims.ts';
import { pictureFile } from '#proof/machine/power-load.ts';
import { type Recorded, recordFirstStart, recordLoad } from '#proof/machine/record-disk.ts';
import { findFreePort, startService } from '#test/start-service.ts';

const proof = 'fault 2: the power goes';
const obstacle = findTraceObstacle();
if (obstacle !== undefined) {
  console.warn(`SKIPPED: ${proof}: ${obstacle}`);
  recordNotRun({ proof, why: obstacle });
}

function givenDirectory(parent = tmpdir()): string {
  const directory = mkdtempSync(join(parent, 'portress-power-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
/** Where a disk is rebuilt there is no use in waiting for a real one. */
const givenPlaces = (): string => join(givenDirectory(existsSync('/dev/shm') ? '/dev/shm' : tmpdir()), 'disk');

const plantUnsynced = fileURLToPath(new URL('../machine/plant-unsynced.mjs', import.meta.url));

/** A start on what is left: whoever was answered goes on with the token held, and whoever has signed out does not. */
async function expectServedAfterCut({ secretKey, claims, sessions, ...recording }: Recorded): Promise<void> {
  const places = givenPlaces();
  const lastAnswer = recording.events.findLastIndex(({ kind }) => kind === 'answer');
  cutAtEnd({ secretKey, claims, ...recording, events: recording.events.slice(0, lastAnswer + 1) }, places);
  const settings = { REFRESHES_PER_MINUTE: '0' };
  const service = await startService({
    port: await findFreePort(),
    dataDir: join(places, 'data'),
    secretKey,
    settings,
  });
  const ended = new Set(claims.flatMap((claim) => (claim.kind === 'sign_out' ? [claim.session] : [])));
  try {
    for (const { id, refreshToken } of sessions) {
      const answer = await fetch(`${service.url}/api/auth/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token: refreshToken }),
      });
      expect([id, answer.status]).toEqual([id, ended.has(id) ? 401 : 200]);
    }
  } finally {
    await service.stop();
  }
}

const timeout = extentOf({ short: 120_000, long: 3_600_000 });

describe.skipIf(obstacle !== undefined)('the power goes (fault 2)', { timeout }, () => {
  it('P1, P10, fault 2: whatever a disk keeps of what was not synced, all that was answered before the cut is there; without its syncs it is not', async () => {
    const startedAt = performance.now();
    const recording = await recordLoad({ directory: givenDirectory(), sessions: extentOf({ short: 160, long: 2000 }) });
    const order = readTrace(recording.trace);
    const asked = { cuts: extentOf({ short: 120, long: 1000 }), seed, places: givenPlaces() };
    const { losses, lookedFor, cuts } = await cutPower(recording, asked);
    recordEvidence({
      proof,
      on: 'one node, SQLite, below strace',
      counts: { cuts, acknowledged: recording.claims.length, lookedFor, syncs: order.syncs },
      violations: losses.length + order.unsynced,
      milliseconds: performance.now() - startedAt,
    });
    expect(losses).toEqual([]);
    const refreshes = recording.claims.filter(({ kind }) => kind === 'refresh').length;
    expect(order).toMatchObject({ unsynced: 0, answers: refreshes });
    expect(new Set(recording.claims.map(({ kind }) => kind)).size).toBe(5);
    await expectServedAfterCut(recording);

    // The same disk, had it been told to sync and not done it.
    const unsynced: Recording = { ...recording, events: recording.events.filter(({ kind }) => kind !== 'synced') };
    cutAtEnd(unsynced, asked.places);
    const found = await findLostClaims({
      ...recording,
      databaseFile: join(asked.places, 'data', 'portress.db'),
      hasPicture: (file) => existsSync(pictureFile(join(asked.places, 'data'), file)),
    });
    for (const kind of ['sign_up', 'refresh', 'sign_out', 'sign_out_everywhere', 'picture'])
      expect(found.join('\n')).toContain(`lost: {"kind":"${kind}"`);
  });

  it.each([
    ['a service that does not wait for the disk', { nodeArguments: ['--import', plantUnsynced] }],
    ['a disk that says it has synced, and has not', { tracerOptions: lyingDisk }],
  ])('fault 2: %s is found out', async (_what, planted) => {
    const recording = await recordLoad({ directory: givenDirectory(), sessions: 40, ...planted });
    const { losses } = await cutPower(recording, { cuts: 16, seed, places: givenPlaces() });
    expect(losses.flatMap(({ lost }) => lost).join('\n')).toContain('lost: {"kind":"refresh"');
    if ('nodeArguments' in planted) expect(readTrace(recording.trace).unsynced).toBeGreaterThan(0);
  });

  it('fault 2, fault 23: the power goes during the first start, and the next start begins or goes on', async () => {
    const startedAt = performance.now();
    const recording = recordFirstStart({ directory: givenDirectory() });
    const asked = { cuts: extentOf({ short: 40, long: 1000 }), seed, places: givenPlaces() };
    const { losses, cuts } = await cutPower(recording, asked);
    recordEvidence({
      proof: `${proof} during the first start`,
      on: 'SQLite, below strace',
      counts: { cuts, events: recording.events.length },
      violations: losses.length,
      milliseconds: performance.now() - startedAt,
    });
    expect(recording.events.length).toBeGreaterThan(300);
    expect(losses).toEqual([]);
  });
});
