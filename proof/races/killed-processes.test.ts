import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { findSession } from '#features/sessions/store.ts';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf, seed } from '#proof/extent.ts';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { type HistoryEvent, openHistory } from '#proof/history/history.ts';
import { type Cluster, startNodes } from '#proof/installation/start-nodes.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { seededRandom } from '#proof/random.ts';

const graceMilliseconds = 1000;
const beyondGrace = graceMilliseconds + 200;
const kills = extentOf({ short: 4, long: 200 });
/** After so many kills it is looked at what became of their sessions. */
const killsInARow = extentOf({ short: 4, long: 20 });
/** At each kill, one session for each of these. */
const racerCounts = [2, 4, 16, 64];
/** In which the kill falls, counted from the first request of the race. */
const mostMilliseconds = 120;
const mostTries = 200;

test('E3, E4, P6, fault 1: 2 to 64 racers with one token while a node is killed by kill -9: nobody honest is signed out, and every replay is caught', {
  timeout: 4_000_000,
}, async () => {
  const random = seededRandom(seed);
  const startedAt = performance.now();
  const cluster = await startNodes({ settings: { REFRESH_GRACE_SECONDS: String(graceMilliseconds / 1000) } });
  const found: string[] = [];
  let [requests, unanswered, replays, caught] = [0, 0, 0, 0];
  for (let killed = 0; killed < kills; killed += killsInARow) {
    const people = createPeople(cluster, { history: openHistory() });
    const raced: { device: Device; spent: string }[] = [];
    for (let kill = 0; kill < killsInARow; kill += 1)
      raced.push(...(await raceAndKill(cluster, people, { found, afterMilliseconds: random() * mostMilliseconds })));
    const thefts = await goOnAndSteal(cluster, people, raced);
    replays += thefts.length;
    caught += thefts.filter(({ outcome }) => outcome === 'ok').length;
    const { events } = people.history;
    requests += events.length;
    unanswered += events.filter(({ outcome }) => outcome === 'unknown').length;
    found.push(...describeViolations(findViolations(events)));
  }
  await cluster.remove();
  recordEvidence({
    proof: 'G12: kill -9 in a race for one refresh token',
    on: 'two nodes, processes, PostgreSQL',
    counts: { kills, races: replays, requests, unanswered, replaysShown: replays, replaysCaught: caught },
    violations: found.length + replays - caught,
    milliseconds: performance.now() - startedAt,
  });
  expect(found.slice(0, 10)).toEqual([]);
  expect([replays, caught]).toEqual([kills * racerCounts.length, kills * racerCounts.length]);
  expect(unanswered).toBeGreaterThan(0);
});

/** One session for each number of racers, all raced for at once; then one node is killed, and started again. */
async function raceAndKill(
  cluster: Cluster,
  people: People,
  { found, afterMilliseconds }: { found: string[]; afterMilliseconds: number },
): Promise<{ device: Device; spent: string }[]> {
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const devices = await givenDevices(cluster, { accounts: 1, devices: racerCounts.length });
  const races = devices.map(async (device, index) => {
    const spent = device.refreshToken;
    const lanes = Array.from({ length: racerCounts[index] ?? 2 }, () => ({ ...device }));
    const answers = await Promise.all(
      lanes.map(async (lane, lap) => {
        let answer = await people.refresh(lap % 2 === 0 ? b : a, lane, spent);
        for (let tries = 1; answer.outcome === 'unknown' && tries < mostTries; tries += 1) {
          await wait(10);
          answer = await people.refresh(a, lane, spent);
        }
        return answer;
      }),
    );
    found.push(...judgeAnswers(answers));
    Object.assign(device, lanes[0]);
    return { device, spent };
  });
  await wait(afterMilliseconds);
  await b.kill();
  const raced = await Promise.all(races);
  await b.start();
  return raced;
}

function judgeAnswers(answers: readonly HistoryEvent[]): string[] {
  const wrong = answers.filter(({ outcome }) => outcome !== 'ok').map((answer) => `racer: ${JSON.stringify(answer)}`);
  const given = new Set(answers.map((answer) => answer.given));
  return given.size > 1 ? [...wrong, `one token has ${given.size} successors`] : wrong;
}

/** All go on; after proof and grace a thief shows what each of them had spent. */
async function goOnAndSteal(
  cluster: Cluster,
  people: People,
  raced: readonly { device: Device; spent: string }[],
): Promise<HistoryEvent[]> {
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  await wait(beyondGrace);
  // The rows that `b` may still have had under way when it died have been decided by now.
  for (const { device } of raced) await people.read(b, device);
  await Promise.all(raced.map(({ device }) => untilProved(cluster, device)));
  await wait(beyondGrace);
  const thefts: HistoryEvent[] = [];
  for (const [index, { device, spent }] of raced.entries()) {
    // Shown as the parent of the newest by some, and by others as one older than that.
    if (index % 2 === 0) await people.refresh(a, device);
    for (const node of [a, b]) await people.read(node, device);
    thefts.push(await people.replay(index % 3 === 0 ? b : a, device, spent));
    for (const node of [a, b]) await people.refresh(node, device);
  }
  return thefts;
}

async function untilProved({ database }: Cluster, { session }: Device): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if ((await findSession(database.read, session))?.proved_at != null) return;
    await wait(10);
  }
}
