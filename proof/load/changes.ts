import { setTimeout as wait } from 'node:timers/promises';
import type { Door } from './ask.ts';
import type { Device, People } from './people.ts';

export type Changes = {
  /** How many were acknowledged so far. */
  made(): number;
  /** @returns every answer that was not as it should be; the last change that was acknowledged has to be read in the end */
  stop(): Promise<string[]>;
};

const pauseMilliseconds = 100;

/** Another node may show a name of before for a moment: a name decides nothing (decision 0040). */
const longestLagMilliseconds = 20_000;

/** Somebody who changes their account over and over, each request sent once, and reads it. */
export function startChanges(people: People, { door, device }: { door: Door; device: Device }): Changes {
  const failures: string[] = [];
  let made = 0;
  let last = '';
  let isOver = false;
  const headers = () => ({ authorization: `Bearer ${device.accessToken}` });
  const run = async (): Promise<void> => {
    await people.refresh(door, device);
    for (let round = 1; !isOver; round += 1) {
      const body = { first_name: `Ada ${round}` };
      const answer = await people.ask(door, 'PATCH', '/api/account', { body, headers: headers() });
      if (answer?.status === 200) {
        made += 1;
        last = body.first_name;
      } else failures.push(`change: ${answer?.status} ${answer?.text}`);
      const read = await people.ask(door, 'GET', '/api/account', { headers: headers() });
      if (read?.status !== 200) failures.push(`read: ${read?.status} ${read?.text}`);
      await wait(pauseMilliseconds);
    }
    const until = performance.now() + longestLagMilliseconds;
    while (await isLost()) {
      if (performance.now() > until) {
        failures.push(`${last} was acknowledged, and is not there`);
        return;
      }
      await wait(pauseMilliseconds);
    }
  };
  const isLost = async (): Promise<boolean> =>
    (await people.ask(door, 'GET', '/api/account', { headers: headers() }))?.body.first_name !== last;
  const running = run();
  return {
    made: () => made,
    stop: async () => {
      isOver = true;
      await running;
      return failures;
    },
  };
}
