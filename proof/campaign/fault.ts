import type { Installation } from '#proof/installation/installation.ts';
import type { Random } from '#proof/random.ts';

/** Ends a fault: when it resolves, every node runs and can reach what it needs. */
export type Heal = () => Promise<void>;

/** One row of the table of faults, as a campaign makes it: one small file each. */
export type Fault = {
  /** Its number in the table of faults. */
  number: number;
  /** What happens, as the summary says it: `kill -9 at a random moment`. */
  title: string;
  /** Begins it, under load. Whatever is random about it comes from `random`, so that the seed brings it again. */
  begin(installation: Installation, random: Random): Promise<Heal>;
  /** How long it lasts; it is healed at once by default. */
  milliseconds?: number;
  /**
   * By how much the bound of guesses grows, where a declared way of working without Redis or a process that forgets what it had
   * counted by itself allows for it; 1 by default.
   */
  guessFactor?: number;
};
