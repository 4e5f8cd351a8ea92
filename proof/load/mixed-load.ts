import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '#proof/random.ts';
import type { Door } from './ask.ts';
import type { Device, People } from './people.ts';

export type MixedLoad = {
  /** Devices whose sign-out was asked for. */
  readonly ended: readonly Device[];
  /** Resolves when the last request has come to its end. */
  stop(): Promise<void>;
};

/** In a hundred requests; what is left over are reads. */
const shares = { refresh: 40, signIn: 10, signUp: 3, signOut: 5 };
const pauseMilliseconds = 10;

/**
 * People go about their business until it is stopped: each device makes one request at a time, to whichever node, as behind
 * a proxy. The same seed makes the same choices; what comes of them is the machine's.
 */
export function startMixedLoad(
  people: People,
  {
    nodes,
    devices,
    lanes = 8,
    seed = 1,
  }: { nodes: readonly Door[]; devices: readonly Device[]; lanes?: number; seed?: number },
): MixedLoad {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  };
  const pool = [...devices];
  const ended: Device[] = [];
  let isOver = false;

  const use = async (device: Device, dice: number): Promise<void> => {
    const node = pick(nodes);
    if (dice < shares.signOut) {
      ended.push(device);
      await people.signOut(node, device);
      return;
    }
    const isRefresh = dice < shares.signOut + shares.refresh || device.accessToken === null;
    const { code } = await (isRefresh ? people.refresh(node, device) : people.read(node, device));
    if (code === 'invalid_token') await people.refresh(node, device);
    pool.push(device);
  };
  const lane = async (): Promise<void> => {
    while (!isOver) {
      const dice = random() * 100;
      if (dice >= 100 - shares.signUp) await people.signUp(pick(nodes));
      else if (dice >= 100 - shares.signUp - shares.signIn) {
        const device = await people.signIn(pick(nodes), pick(devices).account);
        if (device !== undefined) pool.push(device);
      } else {
        const [device] = pool.splice(Math.floor(random() * pool.length), 1);
        if (device !== undefined) await use(device, dice);
      }
      await wait(pauseMilliseconds);
    }
  };
  const running = Promise.all(Array.from({ length: lanes }, lane));
  return {
    ended,
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}
