import { type Answer, newRow, present, type Row, type Rules, reseed, seeAccess } from './table.ts';

/** One thing that happens to a session of a walk. Generations are counted back from the row's. */
export type Deed =
  | { kind: 'wait'; milliseconds: number }
  | { kind: 'show'; back: number; node: 0 | 1 }
  | { kind: 'show former'; generation: number }
  | { kind: 'access'; back: number; age: number; isFormer: boolean }
  | { kind: 'reseed'; node: 0 | 1 };

/** What came of it: the answer where there is one, and the row afterwards. */
export type Outcome = { answer: Answer | null; row: Row };
export type Walk = { begun: number; absolute: number; key: number; steps: { deed: Deed; outcome: Outcome }[] };

/** Where the walk stands: the model's row, its time, and how many chains it had before the present one. */
export type Place = { row: Row; now: number; formerChains: number };

/** The generation that a deed shows. */
export const shownGeneration = ({ generation }: Row, back: number): number => Math.max(1, generation - back);

/** One deed in the model. */
function follow(rules: Rules, { row, now, formerChains }: Place, deed: Deed, keys: readonly [number, number]) {
  const stay = { row, now, formerChains };
  switch (deed.kind) {
    case 'wait':
      return { place: { ...stay, now: now + deed.milliseconds }, answer: null };
    case 'show': {
      const shown = { generation: shownGeneration(row, deed.back), key: keys[deed.node] };
      const after = present(rules, row, shown, now);
      return { place: { ...stay, row: after.row }, answer: after.answer };
    }
    case 'show former':
      // Of another seed: it is nobody's any more, and ends nothing.
      return { place: stay, answer: formerChains === 0 ? null : ({ refused: 'invalid_refresh_token' } as const) };
    case 'access': {
      // By an access token of the chain before, which another node had not heard of yet, nothing is proved.
      if (deed.isFormer) return { place: stay, answer: null };
      const access = { generation: shownGeneration(row, deed.back), issuedAt: now - deed.age };
      return { place: { ...stay, row: seeAccess(rules, row, access, now) }, answer: null };
    }
    case 'reseed': {
      const after = reseed(rules, row, keys[deed.node], now);
      if (after === undefined) return { place: stay, answer: { refused: 'session_ended' } as const };
      const answer = { generation: 1, key: after.key };
      return { place: { row: after, now, formerChains: formerChains + 1 }, answer };
    }
  }
}

/** @returns the first step at which a model disagrees with what was walked, or undefined where it never does */
export function findDisagreement(rules: Rules, walk: Walk, keys: readonly [number, number]): string | undefined {
  let place: Place = {
    row: newRow(walk.begun, { key: walk.key, absolute: walk.absolute }),
    now: walk.begun,
    formerChains: 0,
  };
  for (const [index, { deed, outcome }] of walk.steps.entries()) {
    const followed = follow(rules, place, deed, keys);
    place = followed.place;
    const model = JSON.stringify({ answer: followed.answer, row: place.row });
    const real = JSON.stringify({ answer: outcome.answer, row: outcome.row });
    if (model !== real) return `step ${index} ${JSON.stringify(deed)}: the model says ${model}, the service ${real}`;
  }
  return undefined;
}
