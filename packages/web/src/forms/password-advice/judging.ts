import type { Judgement } from './judge-password.ts';

export interface Question {
  number: number;
  password: string;
  names: readonly string[];
}

export interface Verdict {
  number: number;
  judgement: Judgement;
}

let worker: Worker | null = null;
let hasFailed = false;
let asked = 0;
const waiting = new Map<number, (judgement: Judgement | null) => void>();

/** Fetches the judge and its word lists, once they may be needed. */
export function startJudging(): void {
  if (worker !== null) return;
  hasFailed = false;
  worker = new Worker(new URL('./judging-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data: { number, judgement } }: MessageEvent<Verdict>) => {
    waiting.get(number)?.(judgement);
    waiting.delete(number);
  };
  // It could not be fetched, or has broken: then the advice is about the length, and the next focus tries again.
  worker.onerror = () => {
    hasFailed = true;
    endJudging();
  };
}

/** Gives back the memory of the word lists. */
export function endJudging(): void {
  worker?.terminate();
  worker = null;
  for (const settle of waiting.values()) settle(null);
  waiting.clear();
}

/** The password goes to another thread of this page and nowhere else. `null` where there is no judge. */
export function askJudge(password: string, names: readonly string[]): Promise<Judgement | null> {
  // A field that was filled in without being entered has started nothing yet.
  if (!hasFailed) startJudging();
  if (worker === null) return Promise.resolve(null);
  asked += 1;
  const question: Question = { number: asked, password, names };
  worker.postMessage(question);
  return new Promise((resolve) => waiting.set(question.number, resolve));
}
