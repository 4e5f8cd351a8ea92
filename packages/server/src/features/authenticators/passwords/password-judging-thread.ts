import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { createPasswordJudge, type PasswordQuestion, type Weakness } from './judge-password.ts';

export type JudgingWork = PasswordQuestion & { id: number };
export type JudgingOutcome = { id: number; weakness: Weakness | null } | { id: number; error: string };

// On Linux the niceness is the thread's, and judging yields to the event loop. Not as far as hashing does: reading the
// lists is some 300 ms of work, which the least urgent thread of a busy machine has not done after ten seconds.
const lessUrgent = 5;
if (process.platform === 'linux') setPriority(lessUrgent);

const judge = createPasswordJudge();

parentPort?.on('message', ({ id, password, names }: JudgingWork) => {
  const outcome: JudgingOutcome = { id, ...attempt({ password, names }) };
  parentPort?.postMessage(outcome);
});

function attempt(question: PasswordQuestion): { weakness: Weakness | null } | { error: string } {
  try {
    return { weakness: judge(question) };
  } catch (error) {
    // Its kind only: a message might quote the password.
    return { error: error instanceof Error ? error.name : 'unknown' };
  }
}
