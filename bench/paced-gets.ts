// Sends GETs at a fixed rate whatever comes back, and takes each time from the moment at which it was due: a server that
// stalls is charged for everybody who would have come meanwhile.
import { Agent, get } from 'node:http';
import { answerPlans } from './child-process.ts';
import { percentileOf } from './statistics.ts';

export type PacedPlan = { url: string; headers: Record<string, string>; perSecond: number; seconds: number };
export type PacedResult = { p50: number; p99: number; most: number; requests: number };

answerPlans<PacedPlan, PacedResult>(async ({ url, headers, perSecond, seconds }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const milliseconds: number[] = [];
  const total = Math.round(perSecond * seconds);
  const startedAt = performance.now();
  const answers: Promise<Error | undefined>[] = [];
  const send = (dueAt: number) =>
    new Promise<void>((resolve, reject) => {
      const ask = () => {
        const sent = get(url, { agent, headers }, (answer) => {
          answer.resume();
          answer.on('end', () => {
            milliseconds.push(performance.now() - dueAt);
            if (answer.statusCode === 200) resolve();
            else reject(new Error(`${url} answered ${answer.statusCode}`));
          });
        });
        // A kept connection may be closed for its idleness while a request is on its way; whoever waits asks again
        // (RFC 9112 section 9.3.1), and the time goes on.
        sent.on('error', (error: NodeJS.ErrnoException) =>
          sent.reusedSocket && error.code === 'ECONNRESET' ? ask() : reject(error),
        );
      };
      ask();
    });
  /** Held instead of thrown: the next ones have to be sent first. */
  const answerOf = (dueAt: number) =>
    send(dueAt).then(
      () => undefined,
      (error: Error) => error,
    );
  while (answers.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
    while (answers.length < due) answers.push(answerOf(startedAt + ((answers.length + 1) * 1000) / perSecond));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const failure = (await Promise.all(answers)).find((answer) => answer !== undefined);
  if (failure !== undefined) throw failure;
  agent.destroy();
  return {
    p50: percentileOf(milliseconds, 0.5),
    p99: percentileOf(milliseconds, 0.99),
    most: Math.max(...milliseconds),
    requests: total,
  };
});
