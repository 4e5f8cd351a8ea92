import { afterEach, describe, expect, test } from 'vitest';
import { statement } from '#platform/database/statement.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './run-plan.ts';
import { type Call, createScheduler } from './scheduler.ts';
import { openWorld, type World } from './world.ts';

const opened: World[] = [];
afterEach(async () => {
  for (const world of opened.splice(0)) await world.close();
});
const open = async (dialect: 'sqlite' | 'postgres'): Promise<World> => {
  const world = await openWorld(dialect);
  opened.push(world);
  return world;
};

const create = statement<Record<never, never>>('proof.create', 'CREATE TABLE counted (number integer NOT NULL)');
const begin = statement<Record<never, never>>('proof.begin', 'INSERT INTO counted VALUES (0)');
const count = statement<Record<never, never>>('proof.count', 'UPDATE counted SET number = number + 1');
const read = statement<Record<never, never>, { number: number }>('proof.read', 'SELECT number FROM counted');

const plan: Plan = {
  generation: 2,
  sessions: 2,
  actors: [
    [
      { kind: 'refresh', of: 0 },
      { kind: 'use', of: 0 },
    ],
    [{ kind: 'spend' }, { kind: 'change password', of: 0 }],
    [{ kind: 'sign out everywhere', of: 1, keeps: true }],
  ],
  moves: [0, 1, 2, 2, 1, 0, 0, 1, 2, 0, 1, 2, 1, 1].map((actor) => ({ kind: 'step', actor }) as const),
};

test('the same schedule gives the same history', async () => {
  const world = await open('sqlite');
  const [one, other] = [await runPlan(world, plan), await runPlan(world, plan)];
  const told = ({ events, trace }: typeof one) => ({
    trace,
    events: events.map((event) => ({ ...event, text: null })),
  });
  expect(told(one)).toEqual(told(other));
  expect(one.trace.length).toBeGreaterThan(plan.moves.length);
});

describe.each(['sqlite', 'postgres'] as const)('a step (%s)', (dialect) => {
  const given = async () => {
    const world = await open(dialect);
    const node = world.nodes.at(-1);
    if (node === undefined) throw new Error('no node');
    await node.database.write.change(create, {});
    await node.database.write.change(begin, {});
    const scheduler = createScheduler(world.waiting === undefined ? {} : { waiting: world.waiting });
    const number = async () => (await node.database.read.first(read, {}))?.number;
    const write = (call: Call) => call.over(node.database).write.change(count, {});
    const twice = (call: Call) =>
      call.over(node.database).transaction(async (transaction) => {
        await transaction.change(count, {});
        await transaction.change(count, {});
      });
    return { scheduler, number, write, twice };
  };

  test('that is killed before it is made leaves nothing, and nobody hears of it', async () => {
    const { scheduler, number, write } = await given();
    const call = scheduler.begin(0);
    let isHeard = false;
    void write(call).then(() => {
      isHeard = true;
    });
    expect(await scheduler.kill(0)).toBe(true);
    expect([await number(), isHeard]).toEqual([0, false]);
    await expect(call.killed).rejects.toThrow();
  });

  test('that is killed after it was made stays, and nobody hears of it', async () => {
    const { scheduler, number, write } = await given();
    let isHeard = false;
    void write(scheduler.begin(0)).then(() => {
      isHeard = true;
    });
    await scheduler.settle();
    await scheduler.advance(0);
    expect(await scheduler.kill(0)).toBe(true);
    expect([await number(), isHeard]).toEqual([1, false]);
  });

  test('of a transaction that is killed leaves all of it or nothing', async () => {
    for (const steps of [0, 1, 2, 3]) {
      const { scheduler, number, twice } = await given();
      const call = scheduler.begin(0);
      void twice(call).then(call.finish);
      await scheduler.settle();
      for (let made = 0; made < steps; made += 1) await scheduler.advance(0);
      await scheduler.kill(0);
      expect([0, 2]).toContain(await number());
      for (const world of opened.splice(0)) await world.close();
    }
  });
});

test('inside of transactions on PostgreSQL two meet: the second waits for the row, and goes on when the first is killed', async () => {
  const world = await open('postgres');
  const [one, two] = world.nodes;
  if (one === undefined || two === undefined) throw new Error('no two nodes');
  await one.database.write.change(create, {});
  await one.database.write.change(begin, {});
  const scheduler = createScheduler({ ...(world.waiting && { waiting: world.waiting }) });
  const add = (call: Call, database: typeof one.database) =>
    call.over(database).transaction((transaction) => transaction.change(count, {}));
  void add(scheduler.begin(0), one.database);
  const second = scheduler.begin(1);
  const added = add(second, two.database).finally(() => second.finish());
  await scheduler.settle();
  // Both begin; the first holds the row, the second wants it.
  for (const actor of [0, 0, 1, 1]) await scheduler.advance(actor);
  expect(await world.waiting?.()).toBe(1);
  expect(await scheduler.advance(1)).toBe(false);
  await scheduler.kill(0);
  let isAdded = false;
  void added.then(() => {
    isAdded = true;
  });
  while (!isAdded) {
    await scheduler.advance(1);
    await scheduler.settle();
  }
  expect((await one.database.read.first(read, {}))?.number).toBe(1);
});
