import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync } from '@node-rs/argon2';
import { argon2Cost } from './argon2-cost.ts';
import { isFaulty, readHash } from './hash-kinds/read-hash.ts';
import { formsOf } from './password-forms.ts';

export type HashingDeed = { deed: 'hash'; password: string } | { deed: 'verify'; hash: string; password: string };
export type HashingWork = HashingDeed & { id: number };
export type HashingOutcome = { id: number; value: string | boolean } | { id: number; error: string };

const leastUrgent = 19;

// Linux keeps niceness for each thread, so only the hashing yields to the event loop. Elsewhere it would slow the process.
if (process.platform === 'linux') setPriority(leastUrgent);

const carryOut = (work: HashingWork): string | boolean =>
  work.deed === 'hash' ? hashSync(work.password, argon2Cost) : verify(work.hash, work.password);

function verify(text: string, password: string): boolean {
  const hash = readHash(text);
  if (isFaulty(hash)) throw new Error(`the stored hash ${hash.fault}`);
  return formsOf(password).some((form) => hash.verify(form));
}

parentPort?.on('message', (work: HashingWork) => {
  const outcome: HashingOutcome = { id: work.id, ...attempt(work) };
  parentPort?.postMessage(outcome);
});

function attempt(work: HashingWork): { value: string | boolean } | { error: string } {
  try {
    return { value: carryOut(work) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
