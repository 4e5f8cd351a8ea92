import pg from 'pg';
import { DatabaseUnavailable } from './database.ts';
import type { PostgresPool } from './postgres-pool.ts';
import type { SqlParameters, Statement } from './statement.ts';

/** One caller of a batched statement. */
type Caller = {
  key: unknown;
  values: readonly unknown[];
  resolve: (row: unknown) => void;
  reject: (reason: unknown) => void;
};

/** Those of one statement: how many are under way, and who waits for one of them to end. */
type Lane = { underWay: number; waiting: Caller[] };

type Batched = Statement<SqlParameters, unknown> & Required<Pick<Statement<SqlParameters, unknown>, 'batch'>>;

export const isBatched = (statement: Statement<SqlParameters, unknown>): statement is Batched =>
  statement.batch !== undefined;

/** While one waits for its sync to disk, another can be worked on. */
const mostUnderWay = 2;
const largestBatch = 256;

/**
 * What is asked for while others are under way goes together, as one statement; alone it goes at once. Each caller gets the
 * answer of its own row: whoever got none by the batch, and everybody of a batch that PostgreSQL has refused, asks alone.
 *
 * @param askAlone the statement for one caller
 */
export function createBatches(
  { lend }: Pick<PostgresPool, 'lend'>,
  askAlone: (statement: Batched, values: readonly unknown[]) => Promise<unknown>,
): (statement: Batched, values: readonly unknown[]) => Promise<unknown> {
  const lanes = new Map<string, Lane>();

  const answerAlone = (statement: Batched, { values, resolve, reject }: Caller): Promise<void> =>
    askAlone(statement, values).then(resolve, reject);

  const answerTogether = async (statement: Batched, callers: readonly Caller[]): Promise<void> => {
    const asked = new Map(callers.map((caller) => [caller.key, caller]));
    const lists = statement.parameters.map((_, index) => [...asked.values()].map(({ values }) => values[index]));
    const query = { name: `${statement.name}.batch`, text: statement.batch.postgres, values: lists };
    try {
      const { rows } = await lend((client) => client.query<{ asked_key?: unknown }>(query));
      const byKey = new Map(rows.map(({ asked_key: key, ...row }) => [key, row]));
      for (const caller of callers) {
        const row = byKey.get(caller.key);
        if (row === undefined) void answerAlone(statement, caller);
        else caller.resolve(statement.batch.isShared ? { ...row } : row);
      }
    } catch (error) {
      // What the server has refused did not happen, and may be the fault of one of them. Of a lost connection nobody knows.
      const cause = error instanceof DatabaseUnavailable ? error.cause : error;
      for (const caller of callers)
        if (cause instanceof pg.DatabaseError) void answerAlone(statement, caller);
        else caller.reject(error);
    }
  };

  const runFrom = async (statement: Batched, lane: Lane): Promise<void> => {
    lane.underWay += 1;
    for (let callers = takeBatch(statement, lane); callers.length > 0; callers = takeBatch(statement, lane)) {
      const [first] = callers;
      if (callers.length === 1 && first !== undefined) await answerAlone(statement, first);
      else await answerTogether(statement, callers);
    }
    lane.underWay -= 1;
  };

  return (statement, values) =>
    new Promise((resolve, reject) => {
      const lane = lanes.get(statement.name) ?? { underWay: 0, waiting: [] };
      lanes.set(statement.name, lane);
      const key = values[statement.parameters.indexOf(statement.batch.key)];
      lane.waiting.push({ key, values, resolve, reject });
      if (lane.underWay < mostUnderWay) void runFrom(statement, lane);
    });
}

/** The first who wait. Of one row an UPDATE changes only one version, so whoever asks for it again has to wait for that. */
function takeBatch({ batch }: Batched, lane: Lane): Caller[] {
  if (batch.isShared) return lane.waiting.splice(0, largestBatch);
  const taken = new Map<unknown, Caller>();
  const left: Caller[] = [];
  for (const caller of lane.waiting)
    if (taken.size < largestBatch && !taken.has(caller.key)) taken.set(caller.key, caller);
    else left.push(caller);
  lane.waiting = left;
  return [...taken.values()];
}
