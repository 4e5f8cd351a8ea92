// Sends the load, in a process of its own so that its work is not counted as the server's.
import autocannon, { type Result } from 'autocannon';
import { answerPlans } from './child-process.ts';

export type LoadPlan = {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  connections: number;
} & (
  | { seconds: number; body?: string }
  /** Each body is sent: once in all, or again and again until the seconds are over. */
  | { bodies: string[]; seconds?: number }
);

export type LoadResult = {
  requests: number;
  seconds: number;
  /** What the load itself cost, in microseconds per request: when it comes near the server's, the load is the limit. */
  clientMicroseconds: number;
};

answerPlans<LoadPlan, LoadResult>((plan) => {
  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
  let next = 0;
  const nextBody = 'bodies' in plan ? () => plan.bodies[next++ % plan.bodies.length] ?? '' : undefined;
  let requests = 0;
  let startedAt = performance.now();
  let lastAnswerAt = startedAt;
  const cpuBefore = process.cpuUsage();
  const tracker = autocannon(
    {
      url: plan.url,
      connections: plan.connections,
      method: plan.method,
      headers: plan.headers,
      ...('bodies' in plan && plan.seconds === undefined && { amount: plan.bodies.length }),
      ...(plan.seconds !== undefined && { duration: plan.seconds }),
      ...('body' in plan && plan.body !== undefined && { body: plan.body }),
      ...(nextBody && { requests: [{ setupRequest: (request) => Object.assign(request, { body: nextBody() }) }] }),
      sampleInt: 50,
    },
    (error, result) => {
      if (error) return reject(error);
      const bad = result.non2xx + result.errors + result.timeouts;
      if (bad > 0)
        return reject(new Error(`${bad} of ${requests} requests to ${plan.url} failed: ${describeFailures(result)}`));
      const { user, system } = process.cpuUsage(cpuBefore);
      resolve({
        requests,
        seconds: (lastAnswerAt - startedAt) / 1000,
        clientMicroseconds: (user + system) / requests,
      });
    },
  );
  tracker.on('start', () => {
    startedAt = performance.now();
  });
  tracker.on('response', () => {
    requests += 1;
    lastAnswerAt = performance.now();
  });
  return promise;
});

const describeFailures = ({ statusCodeStats, errors, timeouts }: Result): string => {
  const statuses = Object.entries(statusCodeStats).map(([status, { count }]) => `${count} × ${status}`);
  return [...statuses, `${errors} errors`, `${timeouts} timeouts`].join(', ');
};
