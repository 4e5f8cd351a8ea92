import type { Answer, Shown } from './table.ts';

/**
 * What an onlooker knows of a session who has seen every request and every answer, and never the row: enough to say what
 * the next answer has to be. Instants are ages.
 */
export type Facts = {
  readonly newest: number;
  readonly key: number;
  /** Since the newest was made, or last given to its parent before it had arrived. */
  readonly openedAge: number;
  /** Whether it has been given to its parent again. */
  readonly wasGivenAgain: boolean;
  /** Since it proved that it arrived. */
  readonly arrivedAge: number | null;
  /** Until the absolute end. */
  readonly left: number;
  readonly isOver: boolean;
};

export type Limits = { grace: number; idle: number };

export const newFacts = (left: number): Facts => ({
  newest: 1,
  key: 0,
  openedAge: 0,
  wasGivenAgain: false,
  arrivedAge: null,
  left,
  isOver: false,
});

/** @returns what is wrong about an answer, in the words of the promise that it breaks; undefined where it is right */
export function judge(facts: Facts, shown: Shown, answer: Answer, { grace, idle }: Limits): string | undefined {
  const isGiven = 'generation' in answer;
  if (facts.isOver) return isGiven ? 'something is accepted after the end' : undefined;
  if (facts.left <= 0 || facts.openedAge >= idle) return isGiven ? 'a session outlives its time' : undefined;
  if (shown.generation > facts.newest)
    return isGiven || answer.refused === 'session_ended' ? 'a token that is ahead ends the session' : undefined;
  if (isReplay(facts, shown, grace)) return isGiven ? 'a replay is answered' : undefined;
  if (!isGiven) return 'a session ends without a replay or its time';
  const isKept = shown.generation === facts.newest && facts.newest > 1 && facts.openedAge <= grace;
  const mustRotate = shown.generation === facts.newest && !isKept;
  if (answer.generation !== facts.newest + (mustRotate ? 1 : 0))
    return mustRotate ? 'a token is kept beyond its window' : 'a token has another answer than its one successor';
  return !mustRotate && answer.key !== facts.key ? 'one parent has two children' : undefined;
}

export function isReplay({ newest, arrivedAge }: Facts, { generation }: Shown, grace: number): boolean {
  if (generation === newest - 1) return arrivedAge !== null && arrivedAge > grace;
  return generation < newest - 1;
}

/** What is known after an answer that was right. */
export function afterAnswer(facts: Facts, shown: Shown, answer: Answer): Facts {
  if (!('generation' in answer)) return answer.refused === 'session_ended' ? { ...facts, isOver: true } : facts;
  if (answer.generation > facts.newest)
    return {
      ...facts,
      newest: answer.generation,
      key: answer.key,
      openedAge: 0,
      wasGivenAgain: false,
      arrivedAge: null,
    };
  if (shown.generation === facts.newest - 1 && facts.arrivedAge === null)
    return { ...facts, openedAge: 0, wasGivenAgain: true };
  const isProof = shown.generation === facts.newest && facts.wasGivenAgain;
  return isProof ? { ...facts, arrivedAge: facts.arrivedAge ?? 0 } : facts;
}

/** An access token was shown: it proves something if it is of the newest, and a grace old. */
export const afterAccess = (facts: Facts, access: { generation: number; age: number }, grace: number): Facts =>
  access.generation === facts.newest && access.age >= grace ? { ...facts, arrivedAge: facts.arrivedAge ?? 0 } : facts;

/** A unit of time passes; what is older than matters stays as old as that. */
export const age = (facts: Facts, oldest: number): Facts => ({
  ...facts,
  openedAge: Math.min(facts.openedAge + 1, oldest),
  arrivedAge: facts.arrivedAge === null ? null : Math.min(facts.arrivedAge + 1, oldest),
  left: Math.max(facts.left - 1, 0),
});
