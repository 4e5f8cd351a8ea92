import { type Database, DatabaseUnavailable, type Executor } from '#platform/database/database.ts';

/** At which of its database steps a node dies: with the step not yet sent, or done and its answer not yet heard. */
export type Doom = { step: number; moment: 'before' | 'after' };

export type DoomedDatabase = {
  readonly database: Database;
  /** Begins to count steps from 1, and to wait for the one that is the last. */
  arm(doom: Doom): void;
  /** How many steps have begun since. */
  steps(): number;
  isDead(): boolean;
  /** From now on no step is begun, and none that is under way is heard of. */
  die(): void;
};

/**
 * A database as one node sees it, which can take the node away at an exact step. A lone statement is one step, and so is a
 * transaction: what holds inside of it is the database's to keep.
 *
 * @param onDeath takes away whatever else the node has, at once
 */
export function doomDatabase(database: Database, onDeath: () => void): DoomedDatabase {
  let doom: Doom | null = null;
  let begun = 0;
  let isDead = false;
  const die = (): void => {
    if (isDead) return;
    isDead = true;
    onDeath();
  };
  const refuseIfDead = (): void => {
    if (isDead) throw new DatabaseUnavailable(new Error('this node is dead'));
  };
  const step = <Deed extends (...args: never[]) => Promise<unknown>>(deed: Deed): Deed => {
    const stepped = async (...args: Parameters<Deed>): Promise<unknown> => {
      refuseIfDead();
      const isLast = doom !== null && ++begun === doom.step;
      if (isLast && doom?.moment === 'before') die();
      refuseIfDead();
      const answer = await deed(...args);
      if (isLast) die();
      refuseIfDead();
      return answer;
    };
    return stepped as Deed;
  };
  const stepped = ({ first, all, change }: Executor): Executor => ({
    first: step(first),
    all: step(all),
    change: step(change),
  });
  return {
    database: {
      ...database,
      read: stepped(database.read),
      write: stepped(database.write),
      transaction: step(database.transaction),
    },
    arm: (next) => {
      doom = next;
      begun = 0;
    },
    steps: () => begun,
    isDead: () => isDead,
    die,
  };
}
