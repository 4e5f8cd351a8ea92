// Asks one node again and again about the token whose revocation is due, and notes when it was refused first.
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerPlans } from './child-process.ts';
import {
  instantOf,
  longestMilliseconds,
  monotonicMilliseconds,
  type Schedule,
  untilInstant,
  warmUpMilliseconds,
} from './schedule.ts';

export type NodePlan = {
  url: string;
  tokens: string[];
  schedule: Schedule;
  /** Between an answer and the next question about the same token. */
  pauseMilliseconds: number;
};

export type NodeResult = {
  /** Of each token the return of its first refusal, an instant of the monotonic clock; NaN where none came. */
  refusedAt: number[];
  /** Of each token when its last request that was accepted had been sent; NaN where none was. */
  acceptedAt: number[];
  /** How long a request took that was answered while its token was good, in milliseconds: the round trip. */
  roundTrips: number[];
  /** Requests about a token that was accepted after it had been refused. */
  acceptedAgain: number;
};

answerPlans<NodePlan, NodeResult>(async ({ url, tokens, schedule, pauseMilliseconds }) => {
  const agent = new Agent({ keepAlive: true });
  const result: NodeResult = { refusedAt: [], acceptedAt: [], roundTrips: [], acceptedAgain: 0 };
  const watchOne = async (token: string, index: number): Promise<void> => {
    result.refusedAt[index] = Number.NaN;
    result.acceptedAt[index] = Number.NaN;
    await untilInstant(instantOf(schedule, index) - warmUpMilliseconds);
    const givenUpAt = instantOf(schedule, index) + longestMilliseconds;
    while (monotonicMilliseconds() < givenUpAt) {
      const askedAt = monotonicMilliseconds();
      const status = await ask(agent, url, token);
      if (status === 401) {
        result.refusedAt[index] = monotonicMilliseconds();
        if ((await ask(agent, url, token)) === 200) result.acceptedAgain += 1;
        return;
      }
      if (status !== 200) throw new Error(`${url} answered ${status}`);
      result.acceptedAt[index] = askedAt;
      result.roundTrips.push(monotonicMilliseconds() - askedAt);
      await wait(pauseMilliseconds);
    }
  };
  await Promise.all(tokens.map(watchOne));
  agent.destroy();
  return result;
});

const ask = (agent: Agent, url: string, token: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end();
  });
