import { setImmediate as turn } from 'node:timers/promises';
import type { Database, Executor, Transaction } from '#platform/database/database.ts';

/** One call of a deed by an actor: it stands before and after each of its database steps, goes on when told, or is killed there. */
export type Call = {
  readonly actor: number;
  /** The database as this call sees it. Inside of a transaction PostgreSQL is stopped at each statement; SQLite has one writer. */
  over(database: Database): Database;
  /** Makes a deed that only reads memory or a cache a step of its own. */
  step<A extends unknown[], R>(name: string, deed: (...args: A) => Promise<R>): (...args: A) => Promise<R>;
  /** Rejects when the call is killed: nobody hears an answer of it. */
  readonly killed: Promise<never>;
  finish(): void;
};

/** The node of a call has died: what it had committed stays, what it had open is undone. */
export class Killed extends Error {}

type Gate = { name: string; open(): void };
type State = { gates: Gate[]; isDead: boolean; kill(): void };

export type SchedulerOptions = {
  /** How many of the database's connections wait for a lock right now; left out where none ever does. */
  waiting?: () => Promise<number>;
};

export type Scheduler = ReturnType<typeof createScheduler>;

/** Nothing is told to be stuck that has not answered for so many looks: then it waits for a lock that somebody else holds. */
const mostLooks = 400;
/** Another one each time: whoever waits for it is forgotten with it, and of one for all a long run would keep everybody. */
const never = (): Promise<never> => new Promise(() => {});

/** Lets the calls of several actors make one database step at a time, in an order that is given from outside. */
export function createScheduler({ waiting }: SchedulerOptions) {
  const open = new Map<number, State>();
  const trace: string[] = [];

  const isQuiet = (): boolean => [...open.values()].every((state) => state.gates.length > 0);
  /** Returns when everybody stands at a gate, has finished, or waits for a lock. */
  const settle = async (): Promise<void> => {
    for (let looks = 0; !isQuiet(); looks += 1) {
      await turn();
      if (waiting === undefined || looks % 8 !== 7) continue;
      const stuck = [...open.values()].filter(({ gates }) => gates.length === 0).length;
      if (stuck > 0 && ((await waiting()) >= stuck || looks > mostLooks) && !isQuiet()) return;
    }
  };

  const begin = (actor: number): Call => {
    const { promise: killed, reject } = Promise.withResolvers<never>();
    killed.catch(() => {});
    const state: State = { gates: [], isDead: false, kill: () => {} };
    state.kill = () => {
      Object.assign(state, { isDead: true, gates: [] });
      open.delete(actor);
      reject(new Killed());
    };
    open.set(actor, state);
    /** A dead call never gets past a gate again, so that none of its error paths runs either. */
    const stand = (name: string): Promise<void> =>
      state.isDead ? never() : new Promise((resolve) => state.gates.push({ name, open: resolve }));
    const step =
      <A extends unknown[], R>(name: string, deed: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        await stand(name);
        try {
          return await deed(...args);
        } finally {
          await stand(`${name} done`);
        }
      };
    const stepped = ({ first, all, change }: Executor, name: (statement: { name: string }) => string): Executor => ({
      first: (statement, parameters) => step(name(statement), () => first(statement, parameters))(),
      all: (statement, parameters) => step(name(statement), () => all(statement, parameters))(),
      change: (statement, parameters) => step(name(statement), () => change(statement, parameters))(),
    });
    const inside = async <T>(transaction: Transaction, work: (transaction: Transaction) => Promise<T>): Promise<T> => {
      const each = stepped(transaction, ({ name }) => `· ${name}`);
      const result = await Promise.race([killed, work({ ...transaction, ...each })]);
      await Promise.race([killed, stand('· commit')]);
      return result;
    };
    const over = (database: Database): Database => ({
      ...database,
      read: stepped(database.read, ({ name }) => name),
      write: stepped(database.write, ({ name }) => name),
      transaction: (work) =>
        step('transaction', async () => {
          try {
            return await database.transaction((own) => (waiting === undefined ? work(own) : inside(own, work)));
          } catch (error) {
            if (error instanceof Killed) return never();
            throw error;
          }
        })(),
    });
    return {
      actor,
      over,
      step,
      killed,
      finish: () => {
        if (open.get(actor) === state) open.delete(actor);
      },
    };
  };

  return {
    begin,
    settle,
    /** What was made in which order, `actor:step`. */
    trace,
    /** @returns false where the actor stands nowhere: it has finished, or waits for a lock */
    advance: async (actor: number): Promise<boolean> => {
      // Whoever waited for a lock when it was last looked at may have got it since.
      if (open.get(actor)?.gates.length === 0) await settle();
      const gate = open.get(actor)?.gates.shift();
      if (gate === undefined) return false;
      trace.push(`${actor}:${gate.name}`);
      gate.open();
      // What the gate let go on begins in a later turn; an actor that finishes begins its next deed in one.
      await turn();
      await settle();
      return true;
    },
    /** @returns false where the actor has no call that stands at a gate */
    kill: async (actor: number): Promise<boolean> => {
      await settle();
      const state = open.get(actor);
      const gate = state?.gates[0];
      if (state === undefined || gate === undefined) return false;
      trace.push(`${actor}:killed at ${gate.name}`);
      state.kill();
      await turn();
      await settle();
      return true;
    },
  };
}
