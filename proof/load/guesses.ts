import { setTimeout as wait } from 'node:timers/promises';
import type { Door } from './ask.ts';
import type { People } from './people.ts';

/** Somebody who tries wrong passwords at one account, at one node after the other, and never waits as told. */
export function startGuesses(
  people: People,
  { nodes, account }: { nodes: readonly Door[]; account: string },
): { stop(): Promise<void> } {
  let isOver = false;
  const guess = async (): Promise<void> => {
    for (let number = 0; !isOver; number += 1) {
      const node = nodes[number % nodes.length];
      if (node === undefined) return;
      const body = { login: account, password: `a wrong guess, number ${number}` };
      await people.note(node, { op: 'guess', id: account, account }, () =>
        people.ask(node, 'POST', '/api/auth/sign-in', { body }),
      );
      await wait(80);
    }
  };
  const running = guess();
  return {
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}
