import { judgePassword } from './judge-password.ts';
import type { Question, Verdict } from './judging.ts';

/** Reading the word lists takes a phone a second: here nobody's typing waits for it. */
globalThis.onmessage = ({ data: { number, password, names } }: MessageEvent<Question>) => {
  const verdict: Verdict = { number, judgement: judgePassword(password, names) };
  globalThis.postMessage(verdict);
};
