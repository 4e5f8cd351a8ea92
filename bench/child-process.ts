import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A measuring process that answers one plan after another. */
export type PlanProcess<Plan, Result> = { pid: number; run(plan: Plan): Promise<Result>; stop(): Promise<void> };

type Reply<Result> = { result: Result } | { error: string };

/**
 * @param file beside this one, a script that calls {@link answerPlans}
 * @param execArgv for Node itself
 */
export function startPlanProcess<Plan extends object, Result>(
  file: string,
  execArgv: string[] = [],
): PlanProcess<Plan, Result> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { serialization: 'advanced', execArgv });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    run: (plan) => ask<Plan, Result>(child, plan, file),
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function ask<Plan extends object, Result>(child: ChildProcess, plan: Plan, file: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      child.off('exit', onExit);
      settle();
    };
    const onExit = (code: number | null): void => reject(new Error(`${file} ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (reply: Reply<Result>) =>
      end(() => ('error' in reply ? reject(new Error(`${file}: ${reply.error}`)) : resolve(reply.result))),
    );
    child.send(plan);
  });
}

/** The other side of {@link startPlanProcess}. */
export function answerPlans<Plan, Result>(carryOut: (plan: Plan) => Promise<Result> | Result): void {
  const send = (reply: Reply<Result>): void => {
    process.send?.(reply);
  };
  const answer = async (plan: Plan): Promise<void> => {
    try {
      send({ result: await carryOut(plan) });
    } catch (error) {
      send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (plan) => void answer(plan as Plan));
}
