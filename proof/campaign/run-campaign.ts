import { copyFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { recordEvidence } from '#proof/evidence.ts';
import { findRecordViolations } from '#proof/history/find-record-violations.ts';
import { findUnseen } from '#proof/history/find-unseen.ts';
import { findViolations, promised } from '#proof/history/find-violations.ts';
import { type HistoryEvent, monotonicMilliseconds, type Operation, openHistory } from '#proof/history/history.ts';
import type { Records } from '#proof/history/records.ts';
import type { RecordViolation, Violation } from '#proof/history/violation.ts';
import { guessLimit, type Installation } from '#proof/installation/installation.ts';
import { type BaseLoad, startBaseLoad } from '#proof/load/base-load.ts';
import { startGuesses } from '#proof/load/guesses.ts';
import { type ServiceKeyHolder, startKeyHolders } from '#proof/load/key-holders.ts';
import { createPeople, givenDevices, type People } from '#proof/load/people.ts';
import { startThieves } from '#proof/load/thieves.ts';
import { warmUp } from '#proof/load/warm-up.ts';
import { type Random, seededRandom } from '#proof/random.ts';
import type { Fault } from './fault.ts';
import { observe } from './observe.ts';
import { readQuietRecords } from './read-quiet-records.ts';

export type CampaignOptions = {
  /** Null for the load alone. */
  fault: Fault | null;
  seed: number;
  /** How often the fault is made, each time at another moment; once by default. */
  times?: number;
  /** The longest load before each fault; the shortest is a tenth of it. */
  milliseconds: number;
  /** What has to be acknowledged before the load may stop: on a busy machine the time alone says little. */
  until?: readonly Operation[];
  /** How many people act at once; three by default. */
  lanes?: number;
  /** Devices that are signed in already. */
  devices?: number;
  /** Where the history is kept as lines of JSON; by default in the installation's directory, and gone with it unless something was found. */
  historyDirectory?: string;
};

export type Campaign = {
  events: readonly HistoryEvent[];
  records: Records;
  violations: readonly (Violation | RecordViolation)[];
  /** For further requests, such as after something was planted. */
  people: People;
  load: BaseLoad;
  holders: readonly ServiceKeyHolder[];
  historyFile: string;
  /** How long each fault took to heal. */
  healingMilliseconds: readonly number[];
};

/** Longer than another node may be late, so that what is observed is certain. */
const settlingMilliseconds = promised.elsewhereMilliseconds + 200;

const longestWantMilliseconds = 60_000;

/**
 * The base load with thieves, a guesser and other services over an installation, and a fault at random moments under it; then
 * everything is healed, observed, and held against what was answered. Tells what it found for the summary.
 */
export async function runCampaign(installation: Installation, options: CampaignOptions): Promise<Campaign> {
  const { fault, seed, times = 1, milliseconds, lanes, devices: count = 40 } = options;
  const startedAt = performance.now();
  const random = seededRandom(seed);
  const title = fault === null ? 'the base load without a fault' : `fault ${fault.number}: ${fault.title}`;
  const directory = options.historyDirectory ?? installation.directory;
  mkdirSync(directory, { recursive: true });
  const historyFile = join(directory, `fault-${fault?.number ?? 0}-seed-${seed}-${installation.nodes.length}.jsonl`);
  const history = openHistory(historyFile);
  const people = createPeople(installation, { history });
  const { nodes } = installation;

  await warmUp(nodes);
  const devices = await givenDevices(installation, { accounts: Math.ceil(count / 2), devices: count });
  const [guessed] = await givenDevices(installation, { accounts: 1, devices: 1 });
  const load = startBaseLoad(people, installation, { devices, seed, ...(lanes !== undefined && { lanes }) });
  const thieves = startThieves(people, { nodes, ended: load.ended });
  const guesses = startGuesses(people, { nodes, account: guessed?.account ?? '' });
  const services = startKeyHolders(people, installation);
  const { holders } = services;
  const healingMilliseconds: number[] = [];
  for (let time = 0; time < times; time += 1) {
    await wait(milliseconds * (0.1 + 0.9 * random()));
    if (fault !== null) healingMilliseconds.push(await makeFault(installation, fault, random));
  }
  if (fault !== null) await wait(milliseconds / 4);
  await untilAcknowledged(history.events, options.until ?? []);
  await Promise.all([load, thieves, guesses, services].map((one) => one.stop()));
  const quietAt = monotonicMilliseconds();
  await wait(settlingMilliseconds);
  await observe(people, installation, { load, holders });

  const records = await readQuietRecords(installation);
  const { events } = history;
  const guessFactor = Math.max(fault?.guessFactor ?? 1, hasCountedApart(nodes) ? nodes.length : 1);
  const violations = judge(events, records, { fault, guessFactor });
  if (violations.length > 0) console.error(`The history is kept: ${keepHistory(historyFile)}`);
  const unseen = findUnseen(events, quietAt);
  if (unseen.length > 0) throw new Error(`acknowledged, and never looked at again: ${unseen.slice(0, 5).join(', ')}`);
  recordEvidence({
    proof: title,
    on: installation.on,
    counts: { faults: fault === null ? 0 : times, ...countOutcomes(events) },
    violations: violations.length,
    milliseconds: performance.now() - startedAt,
  });
  return { events, records, violations, people, load, holders, historyFile, healingMilliseconds };
}

/** The directory of the campaign goes with its installation; whoever looks for what happened needs every line. */
function keepHistory(file: string): string {
  const kept = join(tmpdir(), `portress-${Date.now()}-${basename(file)}`);
  copyFileSync(file, kept);
  return kept;
}

/** Or for so long that something must be wrong; then whoever asks sees what is missing. */
async function untilAcknowledged(events: readonly HistoryEvent[], wanted: readonly Operation[]): Promise<void> {
  const isAcknowledged = (op: Operation): boolean => events.some((event) => event.op === op && event.outcome === 'ok');
  for (const deadline = performance.now() + longestWantMilliseconds; performance.now() < deadline; await wait(100))
    if (wanted.every(isAcknowledged)) return;
}

/** @returns how long the healing took, in milliseconds */
async function makeFault(installation: Installation, fault: Fault, random: Random): Promise<number> {
  const heal = await fault.begin(installation, random);
  await wait(fault.milliseconds ?? 0);
  const startedAt = performance.now();
  await heal();
  return performance.now() - startedAt;
}

/**
 * Where Redis has not answered within its 50 ms each node has counted by itself for a while, as it says it does. No fault has to be made for
 * that: a machine that does something else is enough.
 */
const hasCountedApart = (nodes: Installation['nodes']): boolean =>
  nodes.some((node) => node.log().includes('Redis does not answer: counting in memory'));

/** Everything that a campaign is held to. */
const judge = (
  events: readonly HistoryEvent[],
  records: Records,
  { fault, guessFactor }: { fault: Fault | null; guessFactor: number },
): (Violation | RecordViolation)[] => [
  ...findViolations(events, { ...promised, guesses: guessLimit * guessFactor }),
  ...findRecordViolations(events, records, { mostOfEachMail: fault === null ? 1 : 2 }),
];

function countOutcomes(events: readonly HistoryEvent[]): Record<string, number> {
  const count = (outcome: HistoryEvent['outcome']): number =>
    events.filter((event) => event.outcome === outcome).length;
  return { requests: events.length, acknowledged: count('ok'), refused: count('fail'), unknown: count('unknown') };
}
