import type { IssuedTokens } from '#features/sessions/issue-tokens.ts';
import { makeDeed, outcomeOf } from './deeds.ts';
import { createHands, type Hand, type Hands } from './hands.ts';
import { aside, type Event, type Run } from './history.ts';
import type { Deed, Plan } from './plan.ts';
import { readEnding } from './read-ending.ts';
import { givenScene, type Scene } from './scene.ts';
import { type Call, createScheduler, Killed, type Scheduler } from './scheduler.ts';
import type { Defect } from './subjects.ts';
import { graceSeconds, type World } from './world.ts';

type Stage = {
  world: World;
  scene: Scene;
  hands: Hands;
  scheduler: Scheduler;
  defect: Defect | null;
  events: Event[];
  /** The number of what happens next. */
  next(): number;
  begunAt: number;
  /** Seconds that were wound while an owner's present call was under way, by actor. */
  ages: Map<number, number>;
};

/** Makes a plan from its first step to its last, and then shows every token that anybody was ever given. */
export async function runPlan(world: World, plan: Plan, defect: Defect | null = null): Promise<Run> {
  const [node] = world.nodes;
  if (node === undefined) throw new Error('a world has a node');
  const scene = await givenScene(node, plan);
  const hands = createHands(node);
  for (const tokens of scene.sessions) hands.owns(hands.read(tokens));
  const scheduler = createScheduler(world.waiting === undefined ? {} : { waiting: world.waiting });
  let instant = 0;
  const next = (): number => {
    instant += 1;
    return instant;
  };
  const begunAt = world.clock.now();
  const stage: Stage = { world, scene, hands, scheduler, defect, events: [], next, begunAt, ages: new Map() };
  await raiseGeneration(stage, plan.generation);
  const actors = plan.actors.map((deeds, actor) => act(stage, actor, deeds));
  await scheduler.settle();
  let isDone = false;
  const all = Promise.all(actors).finally(() => {
    isDone = true;
  });
  await makeMoves(stage, plan, () => isDone);
  await all;
  await showEveryToken(stage);
  return { events: stage.events, ending: await readEnding(node, scene), trace: scheduler.trace };
}

async function raiseGeneration(stage: Stage, generation: number): Promise<void> {
  for (let reached = 1; reached < generation; reached += 1) {
    await ask(stage, { kind: 'refresh', of: 0 }, 'owner', stage.hands.ownerOf(0));
    await stage.world.clock.wind({ seconds: graceSeconds + 1 });
  }
}

/** The order that is given; then round robin, so that everybody comes to an end. */
async function makeMoves(stage: Stage, plan: Plan, isDone: () => boolean): Promise<void> {
  const { scheduler, world } = stage;
  for (const move of plan.moves) {
    if (move.kind === 'wind') await wind(stage, move.seconds, plan.actors.length);
    else if (move.kind === 'kill') await scheduler.kill(move.actor % plan.actors.length);
    else if (await scheduler.advance(move.actor % plan.actors.length)) await tick(world);
  }
  while (!isDone()) {
    for (const actor of plan.actors.keys()) if (await scheduler.advance(actor)) await tick(world);
    await scheduler.settle();
  }
}

/** Each step takes a moment; on PostgreSQL it really does. */
const tick = async ({ dialect, clock }: World): Promise<void> => {
  if (dialect === 'sqlite') await clock.wind({ milliseconds: 1 });
};

/** A client gives an exchange up after half a grace; what it had asked dies with its connection. A thief has time. */
async function wind(stage: Stage, seconds: number, actors: number): Promise<void> {
  for (let actor = 0; actor < actors; actor += 1) {
    const age = (stage.ages.get(actor) ?? 0) + seconds;
    if (!stage.ages.has(actor)) continue;
    stage.ages.set(actor, age);
    if (age * 2 >= graceSeconds) await stage.scheduler.kill(actor);
  }
  await stage.world.clock.wind({ seconds });
}

async function act(stage: Stage, actor: number, deeds: readonly Deed[]): Promise<void> {
  const { scheduler, world, hands } = stage;
  const number = actor % world.nodes.length;
  const node = world.nodes[number];
  if (node === undefined) throw new Error('there is no such node');
  for (const deed of deeds) {
    if (deed.kind === 'steal') {
      hands.steals(actor, hands.ownerOf(deed.of));
      continue;
    }
    const call = scheduler.begin(actor);
    if (handOf(deed) === 'owner') stage.ages.set(actor, 0);
    else stage.ages.delete(actor);
    const doing = { node, call, scene: stage.scene, hands, actor, defect: stage.defect };
    // Where it begins is part of the order as well.
    const begin = call.step(`begin ${deed.kind}`, async () => {});
    try {
      await Promise.race([call.killed, begin()]);
    } catch {
      continue;
    }
    await record(stage, { actor, node: number, deed, hand: handOf(deed) }, shownBy(hands, actor, deed), () =>
      Promise.race([call.killed, makeDeed(doing, deed)]),
    );
    call.finish();
  }
}

const handOf = ({ kind }: Deed): Event['hand'] => (kind === 'spend' ? 'thief' : 'owner');

function shownBy(hands: Hands, actor: number, deed: Deed): { hand: Hand; by: Event['by'] } | null {
  if (deed.kind === 'spend') return { hand: hands.thiefOf(actor), by: 'refresh' };
  if (deed.kind === 'refresh') return { hand: hands.ownerOf(deed.of), by: 'refresh' };
  if (deed.kind === 'sign out') return { hand: hands.ownerOf(deed.of), by: deed.by };
  if ('of' in deed) return { hand: hands.ownerOf(deed.of), by: 'access' };
  return null;
}

type Asked = Pick<Event, 'actor' | 'node' | 'deed' | 'hand'>;

async function record(
  { events, next, hands, world, begunAt }: Stage,
  asked: Asked,
  shown: { hand: Hand; by: Event['by'] } | null,
  deed: () => Promise<IssuedTokens | null>,
): Promise<void> {
  const now = (): number => world.clock.now() - begunAt;
  const event: Event = {
    ...asked,
    invoked: next(),
    returned: Number.POSITIVE_INFINITY,
    at: now(),
    until: Number.POSITIVE_INFINITY,
    outcome: 'unknown',
    by: shown?.by ?? null,
    shown: shown?.hand.shown ?? null,
    given: null,
    text: null,
  };
  events.push(event);
  try {
    const tokens = await deed();
    event.outcome = 'ok';
    if (tokens !== null) {
      const hand = hands.read(tokens);
      Object.assign(event, { given: hand.shown, text: hand.refresh });
      if (asked.hand === 'owner') hands.owns(hand);
      else hands.steals(asked.actor, hand);
    }
  } catch (error) {
    if (error instanceof Killed) return;
    event.outcome = outcomeOf(error);
  }
  Object.assign(event, { returned: next(), until: now() });
}

/** A request of somebody who comes after all others: nothing stops it. */
async function ask(stage: Stage, deed: Deed, hand: Event['hand'], shown: Hand): Promise<void> {
  const node = stage.world.nodes[0];
  if (node === undefined) return;
  const free: Call = {
    actor: aside,
    over: (database) => database,
    step: (_, work) => work,
    killed: new Promise(() => {}),
    finish: () => {},
  };
  const by = deed.kind === 'use' ? 'access' : 'refresh';
  await record(stage, { actor: aside, node: 0, deed, hand }, { hand: shown, by }, async () => {
    const doing = { node, call: free, scene: stage.scene, hands: stage.hands, actor: aside, defect: stage.defect };
    const own = { ...stage.hands, ownerOf: () => shown, thiefOf: () => shown };
    return makeDeed({ ...doing, hands: own }, deed);
  });
}

/** First what the owners hold, as they would; then every other token, as somebody who has kept them all. */
async function showEveryToken(stage: Stage): Promise<void> {
  const { world, hands } = stage;
  for (const { revocations } of world.nodes) await revocations.refresh();
  const useAll = async (): Promise<void> => {
    for (const hand of hands.everyGiven()) await ask(stage, { kind: 'use', of: hand.shown.session }, 'owner', hand);
  };
  await useAll();
  for (const { shown } of hands.everyOwner())
    await ask(stage, { kind: 'refresh', of: shown.session }, 'owner', hands.ownerOf(shown.session));
  // Whose refresh was refused now is refused by their access token too.
  await useAll();
  for (const hand of hands.everyGiven()) await ask(stage, { kind: 'spend' }, 'thief', hand);
  for (const hand of hands.everyOwner()) await ask(stage, { kind: 'spend' }, 'thief', hand);
}
