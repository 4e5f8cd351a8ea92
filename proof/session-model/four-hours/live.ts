import { seededRandom } from '#proof/random.ts';
import type { CreatePolicy } from './policies.ts';
import type { Range, Scenario } from './scenarios.ts';
import { createTimeline } from './timeline.ts';

const hour = 3600;
const runSeconds = 4 * hour;
const accessSeconds = 900;
/** How long people do nothing between two requests, on average. */
const pauseSeconds = 240;

type Access = { generation: number; issuedAt: number };
type Tab = { access: Access | null; exchange: number | null };
/** When a session ended, and whether a thief had shown something by then. */
export type Ended = { at: number; thiefShownAt: number | null } | null;

/** Lives through four hours of one session. @returns when it ended, or null where it went on */
export function live(scenario: Scenario, createPolicy: CreatePolicy, seed: number): Ended {
  const random = seededRandom(seed);
  const timeline = createTimeline();
  const policy = createPolicy();
  const between = ([least, most]: Range): number => least + random() * (most - least);
  const exponential = (mean: number): number => -mean * Math.log(1 - random());
  const tabs: Tab[] = Array.from({ length: scenario.tabs }, () => ({ access: null, exchange: null }));
  const store = { held: 1, onDisk: 1 };
  let exchanges = 0;
  let ended: Ended = null;
  let thiefShownAt: number | null = null;
  /** What was planned before a crash is nobody's any more. */
  let life = 0;

  const send = (then: () => void): void => {
    if (random() >= scenario.lossRate) timeline.after(between(scenario.delay), then);
    if (random() < scenario.doubleRate) timeline.after(between(scenario.delay) + between(scenario.doubledAfter), then);
  };
  const refresh = (shown: number): number | null => {
    const given = policy.refresh(shown, timeline.now());
    if (given === null) ended ??= { at: timeline.now(), thiefShownAt };
    return given;
  };
  const keep = (generation: number): void => {
    store.held = generation;
    if (scenario.flushed === null) store.onDisk = generation;
    else {
      const born = life;
      timeline.after(between(scenario.flushed), () => {
        if (born === life) store.onDisk = store.held;
      });
    }
  };
  const exchange = (tab: Tab): void => {
    exchanges += 1;
    const number = exchanges;
    tab.exchange = number;
    const shown = store.held;
    send(() => {
      const given = refresh(shown);
      const issuedAt = Math.floor(timeline.now());
      if (given === null) return;
      send(() => {
        if (tab.exchange !== number) return;
        tab.exchange = null;
        if (given !== shown || !scenario.keepsUnlessNews) keep(given);
        for (const one of scenario.hasLock ? tabs : [tab]) one.access = { generation: given, issuedAt };
      });
    });
    timeline.after(scenario.patience, () => {
      if (tab.exchange !== number) return;
      tab.exchange = null;
      const born = life;
      timeline.after(between([0.5, 5]), () => born === life && ask(tab));
    });
  };
  /** A tab wants something of a service: with the access token that it has, or after an exchange. */
  const ask = (tab: Tab): void => {
    const { access } = tab;
    if (access !== null && timeline.now() < access.issuedAt + accessSeconds) {
      send(() => policy.seeAccess(access, timeline.now()));
      return;
    }
    const isBusy = scenario.hasLock ? tabs.some((one) => one.exchange !== null) : tab.exchange !== null;
    if (!isBusy) exchange(tab);
  };
  const use = (asking: readonly Tab[]): void => {
    for (const tab of asking) ask(tab);
    const born = life;
    timeline.after(exponential(pauseSeconds), () => born === life && use(asking));
  };
  /** All tabs are there at once, as a browser restores them. */
  const start = (): void => {
    for (const group of scenario.asksAtOnce ? [tabs] : tabs.map((tab) => [tab]))
      timeline.after(between([0, 3]), () => use(group));
    if (scenario.crashesPerHour > 0) timeline.after(exponential(hour / scenario.crashesPerHour), crash);
  };
  const crash = (): void => {
    life += 1;
    store.held = store.onDisk;
    for (const tab of tabs) Object.assign(tab, { access: null, exchange: null });
    timeline.after(between([2, 600]), start);
  };
  /** Takes a copy of the store at some time, uses it at some later one, and goes on as a client would. */
  const steal = (): void => {
    const loot = { generation: store.held };
    const spend = (): void => {
      thiefShownAt ??= timeline.now();
      loot.generation = refresh(loot.generation) ?? loot.generation;
      timeline.after(accessSeconds, spend);
    };
    timeline.after(between([10, hour]), spend);
  };

  start();
  if (scenario.hasThief) timeline.after(between([0, 2 * hour]), steal);
  while (ended === null && timeline.now() < runSeconds && timeline.proceed());
  return ended;
}
