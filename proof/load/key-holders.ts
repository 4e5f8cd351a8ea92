import { setTimeout as wait } from 'node:timers/promises';
import { createServiceKey } from '#features/service-keys/create-service-key.ts';
import { revokeServiceKey } from '#features/service-keys/revoke-service-key.ts';
import type { Database } from '#platform/database/database.ts';
import { type HistoryEvent, monotonicMilliseconds } from '#proof/history/history.ts';
import type { Door } from './ask.ts';
import type { People } from './people.ts';

export type ServiceKeyHolder = { readonly id: string; readonly key: string };

export type KeyHolders = {
  /** Every key that was given out, those that were ended among them. */
  readonly holders: readonly ServiceKeyHolder[];
  stop(): Promise<void>;
};

const pauseMilliseconds = 100;
/** A key is made at each of these turns, and every second time the oldest that is still good is ended. */
const turnsPerKey = 10;

/**
 * An operator gives keys to other services and ends them again, beside the nodes as the command line does it; each service uses its key at
 * one node after the other, and goes on with it when it has ended.
 */
export function startKeyHolders(
  people: People,
  { nodes, database }: { nodes: readonly Door[]; database: Database },
): KeyHolders {
  const holders: ServiceKeyHolder[] = [];
  let ended = 0;
  let isOver = false;
  const operate = async (turn: number): Promise<void> => {
    if (turn % turnsPerKey === 0) await makeKey(people, database, holders);
    const oldest = holders[ended];
    if (turn % (2 * turnsPerKey) === 2 * turnsPerKey - 1 && oldest !== undefined) {
      ended += 1;
      await noteDeed(people, 'end_key', oldest.id, () => revokeServiceKey({ database }, oldest.id));
    }
  };
  const run = async (): Promise<void> => {
    for (let turn = 0; !isOver; turn += 1) {
      await operate(turn);
      const [holder, node] = [holders[turn % Math.max(holders.length, 1)], nodes[turn % nodes.length]];
      if (holder !== undefined && node !== undefined) await useKey(people, node, holder);
      await wait(pauseMilliseconds);
    }
  };
  const running = run();
  return {
    holders,
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}

/** Asks about a token that is none: only whether the key is taken says anything. */
export const useKey = (people: People, node: Door, { id, key }: ServiceKeyHolder): Promise<HistoryEvent> =>
  people.note(node, { op: 'use_key', id }, () =>
    people.ask(node, 'POST', '/api/introspect', {
      body: new URLSearchParams({ token: 'none' }),
      headers: { authorization: `Bearer ${key}` },
    }),
  );

async function makeKey(people: People, database: Database, holders: ServiceKeyHolder[]): Promise<void> {
  const name = `service ${holders.length}`;
  await noteDeed(people, 'make_key', name, async () => {
    const { key, row } = await createServiceKey(
      { database },
      { name, scopes: ['introspect'], perMinute: null, lifetimeSeconds: null },
    );
    holders.push({ id: row.id, key });
    return row.id;
  });
}

/** @param id replaced by what the deed answers */
async function noteDeed(
  people: People,
  op: HistoryEvent['op'],
  id: string,
  deed: () => Promise<unknown>,
): Promise<void> {
  const t_invoke = monotonicMilliseconds();
  const answered = await deed().then(
    (value) => ({ outcome: 'ok' as const, value }),
    () => ({ outcome: 'unknown' as const, value: id }),
  );
  people.history.note({
    op,
    id: typeof answered.value === 'string' ? answered.value : id,
    node: 'operator',
    t_invoke,
    t_return: monotonicMilliseconds(),
    outcome: answered.outcome,
  });
}
