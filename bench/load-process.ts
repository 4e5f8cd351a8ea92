// Sends the load, in a process of its own so that its work is not counted as the server's.
import autocannon, { type Result } from 'autocannon';
import { answerPlans } from './child-process.ts';
import { percentileOf } from './statistics.ts';

export type LoadPlan = {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  connections: number;
} & (
  | { seconds: number; body?: string }
  /** Each body is sent: once in all, or again and again until the seconds are over. */
  | { bodies: string[]; seconds?: number }
  /** Each token is shown once, as Bearer. */
  | { tokens: string[] }
);

export type LoadResult = {
  requests: number;
  seconds: number;
  /** What the load itself cost, in microseconds per request: when it comes near the server's, the load is the limit. */
  clientMicroseconds: number;
  /** From the request to the end of its answer, in milliseconds. */
  latency: { p50: number; p99: number };
};

answerPlans<LoadPlan, LoadResult>((plan) => {
  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
  const next = nextRequest(plan);
  const amount = 'tokens' in plan ? plan.tokens.length : 'bodies' in plan ? plan.bodies.length : undefined;
  const seconds = 'seconds' in plan ? plan.seconds : undefined;
  const milliseconds: number[] = [];
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
      ...(amount !== undefined && seconds === undefined && { amount }),
      ...(seconds !== undefined && { duration: seconds }),
      ...('body' in plan && plan.body !== undefined && { body: plan.body }),
      ...(next && { requests: [{ setupRequest: next }] }),
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
        latency: { p50: percentileOf(milliseconds, 0.5), p99: percentileOf(milliseconds, 0.99) },
      });
    },
  );
  tracker.on('start', () => {
    startedAt = performance.now();
  });
  tracker.on('response', (_client, _status, _bytes, latency) => {
    requests += 1;
    milliseconds.push(latency);
    lastAnswerAt = performance.now();
  });
  return promise;
});

type Prepared = { body?: string; headers?: Record<string, string> };

/** What the next request has that the one before it had not; undefined where all are the same. */
function nextRequest(plan: LoadPlan): ((request: Prepared) => Prepared) | undefined {
  let next = 0;
  if ('bodies' in plan)
    return (request) => Object.assign(request, { body: plan.bodies[next++ % plan.bodies.length] ?? '' });
  if ('tokens' in plan)
    return (request) =>
      Object.assign(request, { headers: { ...plan.headers, authorization: `Bearer ${plan.tokens[next++] ?? ''}` } });
  return undefined;
}

const describeFailures = ({ statusCodeStats, errors, timeouts }: Result): string => {
  const statuses = Object.entries(statusCodeStats).map(([status, { count }]) => `${count} × ${status}`);
  return [...statuses, `${errors} errors`, `${timeouts} timeouts`].join(', ');
};
