import { ageRow, countBack, mostGenerations, now, rowKey } from './aging.ts';
import { afterAccess, afterAnswer, age, type Facts, isReplay, judge, newFacts } from './facts.ts';
import type { Step, World } from './search.ts';
import { newRow, present, type Row, type Rules, type Shown, seeAccess } from './table.ts';

/** The row, and beside it what an onlooker knows. */
export type OpenState = { row: Row; facts: Facts };

export type OpenLimits = { grace: number; idle: number; absolute: number };

/**
 * The world in which everything may happen: any token of the chain, shown to any of two nodes with different keys, and any access
 * token, at any time. It knows nothing of clients; it says of each answer whether it is the right one.
 */
export function openWorld(rules: Rules, limits: OpenLimits): World<OpenState> {
  const { grace, idle, absolute } = limits;
  const oldest = Math.max(grace, idle) + 1;
  function* stepsFrom({ row, facts }: OpenState): Generator<Step<OpenState>> {
    if (facts.left > 0) yield { name: 'wait', state: { row: ageRow(row, oldest), facts: age(facts, oldest) } };
    for (let generation = Math.max(1, facts.newest - 2); generation <= facts.newest + 1; generation += 1)
      for (const key of [0, 1]) yield show({ row, facts }, { generation, key });
    for (const generation of [facts.newest - 1, facts.newest].filter((one) => one > 0))
      for (const accessAge of [0, grace - 1, grace, grace + 1])
        yield {
          name: `access token of generation ${generation}, ${accessAge} old`,
          state: {
            row: seeAccess(rules, row, { generation, issuedAt: now - accessAge }, now),
            facts: facts.isOver ? facts : afterAccess(facts, { generation, age: accessAge }, grace),
          },
        };
  }
  function show({ row, facts }: OpenState, shown: Shown): Step<OpenState> {
    const after = present(rules, row, shown, now);
    const violation = judge(facts, shown, after.answer, limits);
    const kind = !facts.isOver && isReplay(facts, shown, grace) ? 'replay' : 'show';
    return {
      name: `${kind} ${shown.generation} on node ${shown.key}: ${JSON.stringify(after.answer)}`,
      state: normalize({ row: after.row, facts: afterAnswer(facts, shown, after.answer) }),
      ...(violation !== undefined && { violation }),
    };
  }
  return {
    initial: { row: newRow(now, { absolute }), facts: newFacts(absolute) },
    stepsFrom,
    keyOf: ({ row, facts }) => `${rowKey(row)}|${Object.values(facts).join()}`,
  };
}

function normalize({ row, facts }: OpenState): OpenState {
  const counted = { ...row, reissues: Math.min(row.reissues, 1) };
  if (facts.newest <= mostGenerations) return { row: counted, facts };
  return {
    row: { ...counted, generation: countBack(row.generation) },
    facts: { ...facts, newest: countBack(facts.newest) },
  };
}
