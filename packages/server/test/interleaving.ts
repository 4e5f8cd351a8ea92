import type { Database, Executor } from '#platform/database/database.ts';

/** Lets requests make one database step at a time: each stands at a gate before and after every step. */
function createScheduler(requests: number) {
  const gates: (() => void)[][] = Array.from({ length: requests }, () => []);
  const finished = new Set<number>();
  const wait = (request: number): Promise<void> => new Promise((resolve) => gates[request]?.push(resolve));
  /** Waits until the request stands at a gate, or is done. */
  const standing = async (request: number): Promise<void> => {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (!finished.has(request) && gates[request]?.length === 0);
  };
  const step = <Deed extends (...args: never[]) => Promise<unknown>>(request: number, deed: Deed): Deed => {
    const stepped = async (...args: Parameters<Deed>): Promise<unknown> => {
      await wait(request);
      try {
        return await deed(...args);
      } finally {
        await wait(request);
      }
    };
    return stepped as Deed;
  };
  const stepped = (request: number, { first, all, change }: Executor): Executor => ({
    first: step(request, first),
    all: step(request, all),
    change: step(request, change),
  });
  return {
    databaseOf: (request: number, database: Database): Database => ({
      ...database,
      read: stepped(request, database.read),
      write: stepped(request, database.write),
      // One step, whatever is in it: what holds inside is the database's to keep.
      transaction: step(request, database.transaction),
    }),
    finish: (request: number) => finished.add(request),
    isFinished: (request: number) => finished.has(request),
    /** Lets a request make its next step, and waits until it stands at the gate after it or is done. */
    advance: async (request: number): Promise<void> => {
      await standing(request);
      gates[request]?.shift()?.();
      await standing(request);
    },
  };
}

/**
 * Runs the requests in the given order of steps; what is left over runs round robin.
 *
 * @param order numbers of requests; a step of a request that is done already is passed over
 */
export async function runInterleaved<T>(
  database: Database,
  requests: readonly ((database: Database) => Promise<T>)[],
  order: readonly number[],
): Promise<T[]> {
  const scheduler = createScheduler(requests.length);
  const outcomes = requests.map((request, index) =>
    request(scheduler.databaseOf(index, database)).finally(() => scheduler.finish(index)),
  );
  const numbers = requests.map((_, index) => index);
  for (const request of order)
    if (!scheduler.isFinished(request % requests.length)) await scheduler.advance(request % requests.length);
  for (let open = numbers; open.length > 0; open = open.filter((number) => !scheduler.isFinished(number)))
    for (const number of open) if (!scheduler.isFinished(number)) await scheduler.advance(number);
  return Promise.all(outcomes);
}

/**
 * Every order in which several requests can take their steps.
 *
 * @param steps how many steps each of them has
 */
export function* ordersOf(steps: readonly number[]): Generator<number[]> {
  if (steps.every((count) => count === 0)) return yield [];
  for (const [request, count] of steps.entries()) {
    if (count === 0) continue;
    for (const order of ordersOf(steps.with(request, count - 1))) yield [request, ...order];
  }
}
