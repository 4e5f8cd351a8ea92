// Raw argon2id of the service's cost in as many threads as it uses, and nothing else.
import { Worker } from 'node:worker_threads';
import { answerPlans } from './child-process.ts';

export type Argon2Plan = { threads: number; seconds: number; password: string };
export type Argon2Result = { perSecond: number; cpuMicroseconds: number };

answerPlans<Argon2Plan, Argon2Result>(async ({ threads, seconds, password }) => {
  const cpuBefore = process.cpuUsage();
  const results = await Promise.all(Array.from({ length: threads }, () => verifyInThread({ seconds, password })));
  const { user, system } = process.cpuUsage(cpuBefore);
  const verified = results.reduce((sum, result) => sum + result.verified, 0);
  return {
    perSecond: results.reduce((sum, result) => sum + result.verified / result.seconds, 0),
    cpuMicroseconds: (user + system) / verified,
  };
});

function verifyInThread(workerData: {
  seconds: number;
  password: string;
}): Promise<{ verified: number; seconds: number }> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('argon2-thread.ts', import.meta.url), { workerData });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}
