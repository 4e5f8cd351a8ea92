/** One thing that may happen in a world, and what it leads to; with what should not have been possible, if so. */
export type Step<State> = { name: string; state: State; violation?: string };

export type World<State> = {
  initial: State;
  /** Everything that may happen next. */
  stepsFrom(state: State): Iterable<Step<State>>;
  /** Equal for states from which the same can happen. */
  keyOf(state: State): string;
};

export type Found = {
  states: number;
  transitions: number;
  /** How often each kind of thing has happened, by the first word of its name. */
  happened: Readonly<Record<string, number>>;
  /** Whether every state that can be reached was visited. */
  isWhole: boolean;
  /** The first of its kind, with the shortest way that leads to it. */
  violation: { what: string; way: readonly string[] } | null;
};

/** Visits every state that can be reached, the nearest first, until something impossible happens. */
export function search<State>(world: World<State>, { mostStates }: { mostStates: number }): Found {
  const seen = new Set([world.keyOf(world.initial)]);
  const reached: { state: State; from: number; by: string }[] = [{ state: world.initial, from: -1, by: '' }];
  const happened: Record<string, number> = {};
  let transitions = 0;
  const wayTo = (index: number): string[] => {
    const way: string[] = [];
    for (let at = index; at > 0; at = reached[at]?.from ?? -1) way.unshift(reached[at]?.by ?? '');
    return way;
  };
  const result = (isWhole: boolean, violation: Found['violation']): Found => ({
    states: seen.size,
    transitions,
    happened,
    isWhole,
    violation,
  });
  for (let index = 0; index < reached.length; index += 1) {
    const here = reached[index];
    if (here === undefined) break;
    for (const { name, state, violation } of world.stepsFrom(here.state)) {
      transitions += 1;
      const kind = name.split(' ', 1)[0] ?? name;
      happened[kind] = (happened[kind] ?? 0) + 1;
      if (violation !== undefined) return result(false, { what: violation, way: [...wayTo(index), name] });
      const key = world.keyOf(state);
      if (seen.has(key)) continue;
      if (seen.size >= mostStates) return result(false, null);
      seen.add(key);
      reached.push({ state, from: index, by: name });
    }
  }
  return result(true, null);
}
