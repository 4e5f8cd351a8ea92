import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServiceKey } from '#features/service-keys/create-service-key.ts';
import { describeViolations, findViolations } from '#proof/history/find-violations.ts';
import { monotonicMilliseconds, openHistory } from '#proof/history/history.ts';
import { type Cluster, type ClusterNode, startNodes } from '#proof/installation/start-nodes.ts';
import { createPeople, type Device, givenDevices, type People } from '#proof/load/people.ts';
import { BearerRefusal, createVerifier, type Verifier } from '../../packages/verifier/src/index.ts';
import { recordEach } from './record-each.ts';

const repetitions = 30;
/** 250 ms is the promise, and measured in bench/g11-revocation.ts; this is twenty times as much, for a busy machine. */
const longestMilliseconds = 5000;

let cluster: Cluster;
let a: ClusterNode;
let b: ClusterNode;
let people: People;
/** One resource server that follows each node. */
let verifiers: Verifier[];

beforeAll(async () => {
  cluster = await startNodes();
  [a, b] = [cluster.node('a'), cluster.node('b')];
  people = createPeople(cluster, { history: openHistory() });
  const { key: serviceKey } = await createServiceKey(cluster, {
    name: 'resource server',
    scopes: ['revocations:read'],
    perMinute: null,
    lifetimeSeconds: null,
  });
  const { publicUrl: issuer } = cluster;
  verifiers = [a, b].map(({ url }) => createVerifier({ issuer, audience: issuer, serviceUrl: url, serviceKey }));
  await Promise.all(verifiers.map((verifier) => verifier.ready()));
});
afterAll(async () => {
  await Promise.all(verifiers.map((verifier) => verifier.close()));
  await cluster.remove();
});
recordEach('two nodes and two resource servers, PostgreSQL', () => people.history.events);

const isAccepted = async (verifier: Verifier, { accessToken }: Device): Promise<boolean> => {
  try {
    await verifier.verify(accessToken ?? undefined);
    return true;
  } catch (error) {
    if (error instanceof BearerRefusal) return false;
    throw error;
  }
};

/** Asks until it says no. */
async function untilRefused(isGood: () => Promise<boolean>): Promise<void> {
  const startedAt = monotonicMilliseconds();
  while (await isGood()) {
    if (monotonicMilliseconds() - startedAt > longestMilliseconds) throw new Error('still accepted after five seconds');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

test('P3, E10: a sign-out on one node is refused by the other and by resource servers, thirty times within the bound', async () => {
  const devices = await givenDevices(cluster, { accounts: repetitions, devices: repetitions });
  for (const device of devices) {
    await people.refresh(a, device);
    expect((await people.read(b, device)).outcome).toBe('ok');
    for (const verifier of verifiers) expect(await isAccepted(verifier, device)).toBe(true);
    expect((await people.signOut(a, device)).outcome).toBe('ok');
    await Promise.all([
      untilRefused(async () => (await people.read(b, device)).outcome !== 'fail'),
      ...verifiers.map((verifier) => untilRefused(() => isAccepted(verifier, device))),
    ]);
    for (const verifier of verifiers) expect(await isAccepted(verifier, device)).toBe(false);
  }
  expect(describeViolations(findViolations(people.history.events))).toEqual([]);
});
