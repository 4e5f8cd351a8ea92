import type { Deed } from './plan.ts';

/** Which token somebody showed or was given. A chain is all tokens of one seed: a re-seed begins another. */
export type Shown = { session: number; chain: string; generation: number };

/** The actor who comes after all others, and whom nothing stops. */
export const aside = -1;

/**
 * What somebody asked for and what they heard. Instants are numbers in the order in which everything happened; `at` and
 * `until` are milliseconds by the wound clock.
 */
export type Event = {
  actor: number;
  node: number;
  deed: Deed;
  invoked: number;
  /** Infinity where no answer was ever heard. */
  returned: number;
  at: number;
  until: number;
  /** `ok`, the code of the refusal, `unknown` without an answer, or `fault: …` for what is no answer of a service. */
  outcome: string;
  hand: 'owner' | 'thief';
  /** With which kind of token it was asked. */
  by: 'refresh' | 'access' | null;
  shown: Shown | null;
  given: Shown | null;
  /** The text of the refresh token given. */
  text: string | null;
};

/** What stands in the database when everybody is done. */
export type Ending = {
  hash: string | undefined;
  /** How many audit events of a type the account has. */
  audit: Readonly<Record<string, number> & { password_reset?: number }>;
  guests: number;
  founders: number;
  activeAdmins: number;
};

export type Run = {
  events: readonly Event[];
  ending: Ending;
  /** Every step that was made, in its order. */
  trace: readonly string[];
};

export const isOk = ({ outcome }: Event): boolean => outcome === 'ok';
/** Whether the one was answered before the other was asked. */
export const isBefore = (one: Event, other: Event): boolean => one.returned < other.invoked;
