import type { Installation } from '#proof/installation/installation.ts';
import type { BaseLoad } from '#proof/load/base-load.ts';
import { type ServiceKeyHolder, useKey } from '#proof/load/key-holders.ts';
import type { People } from '#proof/load/people.ts';
import { showEverywhere } from '#proof/load/thieves.ts';

const lanes = 4;

/** Everybody signs in, each device and each key is used on each node, and what has ended is shown once more everywhere. */
export async function observe(
  people: People,
  { nodes }: Installation,
  { load, holders }: { load: BaseLoad; holders: readonly ServiceKeyHolder[] },
): Promise<void> {
  await sendAll([...load.passwords], async ([account, passwords], index) => {
    const node = nodes[index % nodes.length];
    // Where nobody answered a reset one of two passwords is right.
    if (node !== undefined) for (const password of passwords) await people.signIn(node, account, 'body', password);
  });
  await sendAll(load.devices, async (device) => {
    for (const node of nodes) {
      await people.refresh(node, device);
      await people.read(node, device);
    }
  });
  await sendAll(holders, async (holder) => {
    for (const node of nodes) await useKey(people, node, holder);
  });
  await sendAll(load.ended, async (device) => {
    await showEverywhere(people, nodes, [device]);
  });
}

async function sendAll<T>(items: readonly T[], send: (item: T, index: number) => Promise<void>): Promise<void> {
  const rest = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of rest) await send(item, index);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
