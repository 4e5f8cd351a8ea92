import { setTimeout as wait } from 'node:timers/promises';
import { findSession } from '#features/sessions/store.ts';
import { findViolations, promised } from '#proof/history/find-violations.ts';
import type { HistoryEvent } from '#proof/history/history.ts';
import type { Violation } from '#proof/history/violation.ts';
import type { Door } from '#proof/load/ask.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { testSecret } from '#test/test-app.ts';
import { askPatiently } from './ask-patiently.ts';
import type { Doom } from './doomed-database.ts';
import { watchLag } from './lag-watch.ts';
import { type Ground, graceSeconds, type RacingNode, startRacingNode } from './racing-nodes.ts';

export type Race = {
  /** How many show one token at once, half of them on the node that dies. */
  racers: number;
  /** What they show: the first token, a later one past its window, or a parent whose exchange was lost a grace ago. */
  shown: 'first' | 'later' | 'lost';
  doom: Doom;
  /** How the child proves that it arrived. */
  proof: 'access token' | 'window';
  /** What the thief shows in the end: the parent of the newest, or one older than that. */
  stolen: 'parent' | 'older';
};

/** What one race has shown. */
export type RaceOutcome = {
  violations: string[];
  requests: number;
  unanswered: number;
  /** Whether the step at which the node was to die was reached while they raced; it died after the race otherwise. */
  wasReached: boolean;
  /** Replays that a thief has shown, and those that ended the session. */
  replays: number;
  caught: number;
};

const beyondGrace = { seconds: graceSeconds + 2 };
/** A client that gets no answer asks elsewhere; how often, until it is the service's fault. */
const mostTries = 20;

/** One race from sign-in to the thief, judged by its history. The node that died is replaced on the ground. */
export async function runRace(ground: Ground, race: Race): Promise<RaceOutcome> {
  const { test } = ground;
  const lag = watchLag();
  const events: HistoryEvent[] = [];
  const people = createPeople(
    { secretKey: testSecret },
    { history: { events, note: (event) => void events.push(event) } },
  );
  const given = { database: test.database, secretKey: testSecret };
  const [device] = await askPatiently(() => givenDevices(given, { accounts: 1, devices: 1 }));
  if (device === undefined) throw new Error('one device was asked for');
  const shown = await prepare(ground, people, device, race);

  const doomed = ground.a;
  doomed.arm(race.doom);
  const heir = whenDead(doomed, () => startRacingNode('a', test));
  const lanes = Array.from({ length: race.racers }, () => ({ ...device }));
  const racing = lanes.map(async (lane, index) => {
    let answer = await people.refresh(index % 2 === 0 ? ground.a : ground.b, lane, shown);
    for (let tries = 1; answer.outcome === 'unknown' && tries < mostTries; tries += 1)
      answer = await people.refresh(ground.b === doomed ? await heir.node : ground.b, lane, shown);
    return answer;
  });
  const answers = await Promise.all(racing);
  const wasReached = doomed.isDead();
  doomed.die();
  ground.a = await heir.node;
  if (ground.b === doomed) ground.b = ground.a;
  await doomed.close();

  const wrong = judgeAnswers(answers);
  // All of them share one store: the newest token that any of them was answered.
  const newest = lanes.find((_, index) => answers[index]?.outcome === 'ok') ?? device;
  Object.assign(device, newest);
  await prove(ground, people, device, { ...race, parent: shown });
  await test.clock.wind(beyondGrace);
  const replay = await stealAndShow(ground, people, device, { ...race, spent: shown });
  if (replay.outcome !== 'ok') wrong.push(`a replay was not caught: ${JSON.stringify(replay)}`);
  lag.stop();
  // A deadline is of the service's own time: while this process stands still nobody in it could have answered.
  const bounds = { ...promised, deadlineMilliseconds: promised.deadlineMilliseconds + lag.milliseconds() };
  return {
    violations: [...wrong, ...findViolations(events, bounds).map(describe)],
    requests: events.length,
    unanswered: events.filter(({ outcome }) => outcome === 'unknown').length,
    wasReached,
    replays: 1,
    caught: replay.outcome === 'ok' ? 1 : 0,
  };
}

const describe = ({ invariant, rule, event }: Violation): string => `${invariant} ${rule}: ${JSON.stringify(event)}`;

/** @returns the token that everybody will show */
async function prepare({ test, b }: Ground, people: People, device: Device, { shown }: Race): Promise<string> {
  const first = device.refreshToken;
  if (shown === 'first') return first;
  await people.refresh(b, device);
  await test.clock.wind(beyondGrace);
  return shown === 'later' ? device.refreshToken : first;
}

/** A new node in the dead one's place, begun at the moment of its death. */
function whenDead(doomed: RacingNode, start: () => Promise<RacingNode>): { node: Promise<RacingNode> } {
  const node = (async () => {
    while (!doomed.isDead()) await wait(1);
    return start();
  })();
  return { node };
}

function judgeAnswers(answers: readonly HistoryEvent[]): string[] {
  const wrong = answers.filter(({ outcome }) => outcome !== 'ok').map((answer) => `racer: ${JSON.stringify(answer)}`);
  const given = new Set(answers.flatMap((answer) => (answer.outcome === 'ok' ? [answer.given] : [])));
  return given.size > 1 ? [...wrong, `one token has ${given.size} successors`] : wrong;
}

/** The client goes on, and the service learns that the newest token arrived. */
async function prove(
  { test, a, b }: Ground,
  people: People,
  device: Device,
  { proof, parent }: Pick<Race, 'proof'> & { parent: string },
): Promise<void> {
  await test.clock.wind(beyondGrace);
  if (proof === 'access token') await people.read(a, device);
  else {
    // A tab that never heard of its exchange asks again, and then all go on with what it was answered.
    await people.refresh(b, device, parent);
    await people.refresh(a, device);
  }
  // (a) is written off the path of the request.
  for (let tries = 0; tries < 2000; tries += 1) {
    const row = await askPatiently(() => findSession(test.database.read, device.session));
    if (row?.proved_at != null || row?.ended_at != null) return;
    await wait(2);
  }
  // A proof that was never noted is no end of the race: the replay that it would have shown is then not caught.
}

/** After proof and grace: the honest go on, a thief shows a spent token, and nothing of the chain is accepted any more. */
async function stealAndShow(
  { a, b }: Ground,
  people: People,
  device: Device,
  { stolen, spent, racers }: Pick<Race, 'stolen' | 'racers'> & { spent: string },
): Promise<HistoryEvent> {
  if (stolen === 'older') await people.refresh(b, device);
  for (const node of [a, b]) await people.read(node, device);
  const asked: Door = racers % 4 === 0 ? a : b;
  const replay = await people.replay(asked, device, spent);
  for (const node of [a, b]) await people.refresh(node, device);
  await people.read(asked, device);
  return replay;
}
