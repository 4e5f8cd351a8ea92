import { setTimeout as wait } from 'node:timers/promises';
import type { HistoryEvent } from '#proof/history/history.ts';
import type { Door } from './ask.ts';
import type { Device, People } from './people.ts';

export type Thieves = {
  /** @returns how often they showed what they have */
  stop(): Promise<number>;
};

const pauseMilliseconds = 15;

/** They have a copy of what was signed out, and show it to one node after the other: whether it is taken, the history tells. */
export function startThieves(
  people: People,
  { nodes, ended }: { nodes: readonly Door[]; ended: readonly Device[] },
): Thieves {
  let isOver = false;
  let shown = 0;
  const steal = async (): Promise<void> => {
    while (!isOver) {
      const [device, node] = [ended[shown % Math.max(ended.length, 1)], nodes[shown % nodes.length]];
      if (device !== undefined && node !== undefined) {
        shown += 1;
        await show(people, node, device);
      }
      await wait(pauseMilliseconds);
    }
  };
  const running = steal();
  return {
    stop: async () => {
      isOver = true;
      await running;
      return shown;
    },
  };
}

/** Shows everything that has ended once more, everywhere. */
export async function showEverywhere(
  people: People,
  nodes: readonly Door[],
  devices: readonly Device[],
): Promise<HistoryEvent[]> {
  const answers: HistoryEvent[] = [];
  for (const device of devices) for (const node of nodes) answers.push(...(await show(people, node, device)));
  return answers;
}

/** What comes back is not kept. A device that never had an access token has none to show. */
async function show(people: People, node: Door, device: Device): Promise<HistoryEvent[]> {
  const copy = { ...device };
  return [
    ...(copy.accessToken === null ? [] : [await people.read(node, { ...copy })]),
    await people.refresh(node, copy),
  ];
}
