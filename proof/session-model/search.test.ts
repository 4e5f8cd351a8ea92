import { expect, test } from 'vitest';
import { recordEvidence } from '#proof/evidence.ts';
import { extentOf } from '#proof/extent.ts';
import { type ClientWorldOptions, clientWorld } from './client-world.ts';
import { openWorld } from './open-world.ts';
import { plantedFaults, rulesWith } from './planted-faults.ts';
import { type Found, search } from './search.ts';
import { type Rules, rulesOf } from './table.ts';

const never = Number.POSITIVE_INFINITY;
const open = extentOf({ short: { grace: 2, idle: 5, absolute: 9 }, long: { grace: 4, idle: 10, absolute: 24 } });
const mostStates = extentOf({ short: 400_000, long: 6_000_000 });

/** A client that keeps to what the table assumes of it, and the worst that may happen to its messages. */
const honest: ClientWorldOptions = {
  grace: 2,
  tabs: 1,
  mostStrays: extentOf({ short: 1, long: 3 }),
  hasThief: false,
  storesFirst: true,
  mayDouble: true,
  hasLock: true,
  keeping: 'each',
  isAccessShared: false,
};
const withoutLock: Partial<ClientWorldOptions> = {
  tabs: 2,
  hasLock: false,
  ...extentOf({ short: { mostStrays: 0, mayDouble: false }, long: { mostStrays: 2, mayDouble: true } }),
};
const worlds: readonly { name: string; more: Partial<ClientWorldOptions> }[] = [
  { name: 'a phone', more: { mostStrays: extentOf({ short: 2, long: 4 }) } },
  { name: 'a phone, time twice as fine', more: { grace: 4, mostStrays: extentOf({ short: 1, long: 2 }) } },
  { name: 'two tabs with a lock', more: { tabs: 2 } },
  {
    name: 'two tabs without a lock that never put an older token over a newer one',
    more: { ...withoutLock, keeping: 'newer' },
  },
  {
    name: 'two tabs without a lock whose store is left alone by an answer that brings the token that was shown',
    more: { ...withoutLock, keeping: 'another' },
  },
];

const searchClients = (options: Partial<ClientWorldOptions>, rules?: Rules): Found => {
  const world = { ...honest, ...options };
  return search(clientWorld(rules ?? rulesOf({ grace: world.grace, idle: never }), world), { mostStates });
};
const tell = (on: string, { states, transitions, violation, happened }: Found, startedAt: number): void =>
  recordEvidence({
    proof: 'the table of a session, searched',
    on,
    counts: { states, transitions, replays: happened.replay ?? 0 },
    violations: violation === null ? 0 : 1,
    milliseconds: performance.now() - startedAt,
  });

test('E4, P6: whatever is shown, whenever and to which node, every answer is the one that the table promises', () => {
  const startedAt = performance.now();
  const found = search(openWorld(rulesOf(open), open), { mostStates });
  tell('any token at any time', found, startedAt);
  expect(found).toMatchObject({ violation: null, isWhole: true });
  expect(found.happened.replay).toBeGreaterThan(1000);
});

test.each(worlds)(
  'E3: $name: in no order of lost, late, doubled and overtaking messages and crashes is an honest client signed out',
  ({ name, more }) => {
    const startedAt = performance.now();
    const found = searchClients(more);
    tell(name, found, startedAt);
    expect(found).toMatchObject({ violation: null, isWhole: true });
    for (const kind of ['begin', 'arrive', 'hear', 'use', 'crash']) expect(found.happened[kind]).toBeGreaterThan(100);
  },
);

test('E4: with a thief about, the session ends at the first replay after proof and grace, and never before a thief has shown something', () => {
  const startedAt = performance.now();
  const found = searchClients({ hasThief: true });
  tell('a phone and a thief', found, startedAt);
  expect(found).toMatchObject({ violation: null, isWhole: true });
  expect(found.happened.replay).toBeGreaterThan(100);
});

test.each<[string, Partial<ClientWorldOptions>]>([
  [
    'a late answer that puts an older token over a newer one, in tabs without a lock',
    { tabs: 2, hasLock: false, mostStrays: 0 },
  ],
  [
    'the same where access tokens are cookies too, if a tab exchanges again with a fresh one',
    { tabs: 2, hasLock: false, mostStrays: 0, isAccessShared: true },
  ],
  ['a token that is shown before it is on the disk, by a client that dies', { storesFirst: false }],
])('the limit is where it is said to be: %s may cost the session', (_, more) => {
  const { violation } = searchClients({ ...more, mayDouble: false });
  expect(violation?.what).toBe('an honest client is signed out');
  expect(violation?.way.length).toBeGreaterThan(10);
});

test.each(plantedFaults)('the search finds a planted fault: $name', (fault) => {
  const limits = { grace: open.grace, idle: open.idle };
  const found = search(openWorld(rulesWith(fault, limits), open), { mostStates });
  expect(found.violation).not.toBeNull();
});

/** What a client alone feels of them, without an onlooker who knows the table. */
test.each([
  'the grace of a parent counts from when its child was made',
  'a young access token proves the arrival',
  'an access token of another generation proves the arrival',
  'the WHERE leaves the parent out',
  'a re-issue does not move the window',
  'a rotation keeps the proof of the generation before',
])('it signs an honest client out: %s', (name) => {
  const fault = plantedFaults.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`there is no fault "${name}"`);
  const found = searchClients(
    { isOnlyFelt: true, mostStrays: 2 },
    rulesWith(fault, { grace: honest.grace, idle: never }),
  );
  expect(found.violation?.what).toBe('an honest client is signed out');
});
