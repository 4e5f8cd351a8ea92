// Many people who sign in at once, again and again, and who do as they are told: whoever is refused comes back when the
// answer said.
import { Agent, request } from 'node:http';
import { answerPlans } from './child-process.ts';

export type CrowdPlan = { url: string; bodies: string[]; people: number; seconds: number };
export type CrowdResult = {
  /** How often each status came. */
  statuses: Record<string, number>;
  /** Refusals that did not say when to come back. */
  withoutRetryAfter: number;
};

answerPlans<CrowdPlan, CrowdResult>(async ({ url, bodies, people, seconds }) => {
  const agent = new Agent({ keepAlive: true });
  const until = performance.now() + seconds * 1000;
  const result: CrowdResult = { statuses: {}, withoutRetryAfter: 0 };
  let next = 0;

  const signIn = (body: string) =>
    new Promise<{ status: number; retryAfter: string | undefined }>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] }));
      });
      sent.on('error', reject);
      sent.end(body);
    });

  const person = async (): Promise<void> => {
    while (performance.now() < until) {
      const { status, retryAfter } = await signIn(bodies[next++ % bodies.length] ?? '');
      result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      if (status === 200) continue;
      if (retryAfter === undefined) result.withoutRetryAfter += 1;
      const waits = Math.min(Number(retryAfter ?? 1) * 1000, Math.max(0, until - performance.now()));
      await new Promise((resolve) => setTimeout(resolve, waits));
    }
  };
  await Promise.all(Array.from({ length: people }, person));
  agent.destroy();
  return result;
});
