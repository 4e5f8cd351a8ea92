// Everybody's client at once: each shows its refresh token, comes back when it is told to, and stops when it was served.
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerPlans } from './child-process.ts';

export type HerdPlan = { urls: string[]; refreshTokens: string[]; longestMilliseconds: number };

export type HerdResult = {
  /** How often each status came; 0 is no answer. */
  statuses: Record<string, number>;
  /** Refusals that did not say when to come back. */
  withoutRetryAfter: number;
  /** From the first request of all until the n-th client was served, in milliseconds; NaN for one that never was. */
  servedAfter: number[];
};

answerPlans<HerdPlan, HerdResult>(async ({ urls, refreshTokens, longestMilliseconds }) => {
  const agent = new Agent({ keepAlive: true });
  const startedAt = performance.now();
  const result: HerdResult = { statuses: {}, withoutRetryAfter: 0, servedAfter: [] };
  const come = async (refreshToken: string, index: number): Promise<void> => {
    const url = `${urls[index % urls.length]}/api/auth/refresh`;
    result.servedAfter[index] = Number.NaN;
    while (performance.now() - startedAt < longestMilliseconds) {
      const { status, retryAfter } = await refresh(agent, url, refreshToken);
      result.statuses[status] = (result.statuses[status] ?? 0) + 1;
      if (status === 200) result.servedAfter[index] = performance.now() - startedAt;
      // 401 would be a sign-out: it is final, and counted.
      if (status === 200 || status === 401) return;
      if (status !== 0 && retryAfter === undefined) result.withoutRetryAfter += 1;
      await wait(Number(retryAfter ?? 0.5) * 1000 * (1 + Math.random() / 2));
    }
  };
  await Promise.all(refreshTokens.map(come));
  agent.destroy();
  return result;
});

const refresh = (agent: Agent, url: string, refreshToken: string) =>
  new Promise<{ status: number; retryAfter: string | undefined }>((resolve) => {
    const body = JSON.stringify({ refresh_token: refreshToken });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] }));
    });
    sent.on('error', () => resolve({ status: 0, retryAfter: undefined }));
    sent.end(body);
  });
