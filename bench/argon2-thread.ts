// One thread that verifies a password again and again, until the time is over.
import { parentPort, workerData } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';
import { argon2Cost } from '../packages/server/src/features/authenticators/passwords/argon2-cost.ts';

const { seconds, password } = workerData as { seconds: number; password: string };
const hash = hashSync(password, argon2Cost);
const startedAt = performance.now();
let verified = 0;
while (performance.now() - startedAt < seconds * 1000) {
  if (!verifySync(hash, password)) throw new Error('a right password was refused');
  verified += 1;
}
parentPort?.postMessage({ verified, seconds: (performance.now() - startedAt) / 1000 });
