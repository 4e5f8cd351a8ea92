// Resource servers with our verifier, many of them, each with a stream of its own. Every one is asked again and again about
// the token whose revocation is due, and the first refusal of each is noted.
import { setTimeout as wait } from 'node:timers/promises';
import { BearerRefusal, createVerifier, type Verifier } from '../packages/verifier/src/index.ts';
import { answerPlans } from './child-process.ts';
import {
  instantOf,
  longestMilliseconds,
  monotonicMilliseconds,
  type Schedule,
  warmUpMilliseconds,
} from './schedule.ts';

export type VerifierPlan =
  | { part: 'open'; verifiers: number; issuer: string; serviceUrls: string[]; serviceKey: string }
  /** Signatures are verified beforehand, as of people in the middle of work: it would be most of what is done here. */
  | { part: 'remember'; tokens: string[] }
  | { part: 'watch'; tokens: string[]; schedule: Schedule };

/** Of each token, when each verifier refused it first: instants of the monotonic clock. */
export type VerifierResult = { refusedAt: number[][] };

const pauseMilliseconds = 1;
const verifiers: Verifier[] = [];

answerPlans<VerifierPlan, VerifierResult>(async (plan) => {
  if (plan.part === 'watch') return { refusedAt: await watch(plan.tokens, plan.schedule) };
  if (plan.part === 'remember') {
    for (const verifier of verifiers) for (const token of plan.tokens) await verifier.verify(token);
    return { refusedAt: [] };
  }
  const { issuer, serviceUrls, serviceKey } = plan;
  for (let index = 0; index < plan.verifiers; index += 1) {
    const serviceUrl = serviceUrls[index % serviceUrls.length] ?? issuer;
    verifiers.push(createVerifier({ issuer, audience: issuer, serviceUrl, serviceKey }));
  }
  await Promise.all(verifiers.map((verifier) => verifier.ready()));
  return { refusedAt: [] };
});
process.on('disconnect', () => {
  for (const verifier of verifiers) void verifier.close();
});

async function watch(tokens: readonly string[], schedule: Schedule): Promise<number[][]> {
  const refusedAt = tokens.map(() => Array<number>(verifiers.length).fill(Number.NaN));
  let next = 0;
  let open: number[] = [];
  while (next < tokens.length || open.length > 0) {
    const now = monotonicMilliseconds();
    while (next < tokens.length && now >= instantOf(schedule, next) - warmUpMilliseconds) {
      open.push(next);
      next += 1;
    }
    for (const index of open) await askAll(tokens[index] ?? '', refusedAt[index] ?? []);
    const isOver = (index: number): boolean =>
      !refusedAt[index]?.some(Number.isNaN) || now > instantOf(schedule, index) + longestMilliseconds;
    open = open.filter((index) => !isOver(index));
    // The events of the streams are read in between.
    await wait(pauseMilliseconds);
  }
  return refusedAt;
}

async function askAll(token: string, refusedAt: number[]): Promise<void> {
  for (const [index, verifier] of verifiers.entries()) {
    if (!Number.isNaN(refusedAt[index])) continue;
    try {
      await verifier.verify(token);
    } catch (error) {
      // That it cannot know is no refusal of this token, and would be a fault of the measurement.
      if (!(error instanceof BearerRefusal)) throw error;
      refusedAt[index] = monotonicMilliseconds();
    }
  }
}
