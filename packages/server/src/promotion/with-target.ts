import type pg from 'pg';
import { withMigrationConnection } from '#platform/database/migration-connection.ts';
import { messageOf } from '#platform/message-of.ts';
import { PromotionRefused } from './refusal.ts';

/**
 * Works on a connection to the target.
 *
 * @param faults what is known already: a target that cannot be reached is a fault like any other, told together with them
 */
export async function withTarget<T>(
  url: string,
  faults: readonly string[],
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  let isReached = false;
  try {
    return await withMigrationConnection(url, (client) => {
      isReached = true;
      return work(client);
    });
  } catch (error) {
    if (isReached) throw error;
    throw new PromotionRefused([...faults, `The target cannot be reached: ${messageOf(error)}.`]);
  }
}
