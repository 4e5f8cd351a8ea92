import { toWireInstant } from '#platform/clock.ts';
import type { Database, Transaction } from './database.ts';
import { statement } from './statement.ts';

/** Where an installation lives, as the database itself says; two databases of one installation have one `installation_id`. */
export type Whereabouts = {
  installation_id: string;
  /** `here`: served from here. `arriving`: a promotion into it is not finished. `moved`: it was promoted elsewhere. */
  state: 'here' | 'arriving' | 'moved';
  /** Where it went to or comes from, without passwords. */
  counterpart: string | null;
  changed_at: number | null;
};

type Nothing = Record<never, never>;

export const findWhereabouts = statement<Nothing, Whereabouts>(
  'installation.find',
  'SELECT installation_id, state, counterpart, changed_at FROM installation WHERE id = 1',
);
export const setWhereabouts = statement<Whereabouts>(
  'installation.set',
  `UPDATE installation SET installation_id = :installation_id, state = :state, counterpart = :counterpart,
     changed_at = CAST(:changed_at AS bigint) WHERE id = 1`,
);
const lock = statement<Nothing, { id: number }>(
  'installation.lock',
  'SELECT id FROM installation WHERE id = 1 {for update}',
);
const hasTable = {
  sqlite: statement<Nothing, { found: number }>(
    'installation.has_table',
    "SELECT 1 AS found FROM sqlite_master WHERE name = 'installation'",
  ),
  postgres: statement<Nothing, { found: number }>(
    'installation.has_table',
    "SELECT 1 AS found WHERE to_regclass('installation') IS NOT NULL",
  ),
};

/** For what one at a time may do in the whole installation: the next one waits here until the transaction is over. */
export const lockInstallation = async (transaction: Transaction): Promise<void> => {
  await transaction.first(lock, {});
};

/** What is in this database is not to be served from it. */
export class DataElsewhere extends Error {
  readonly code: 'promoted' | 'promotion_unfinished';

  constructor({ state, counterpart, changed_at }: Whereabouts) {
    super(
      state === 'moved'
        ? `The data of this database was promoted to PostgreSQL on ${toWireInstant(changed_at ?? 0)}, and what was written since is there: DATABASE_URL has to name ${counterpart}. To go back to this file, without what was written since: \`portress promote --undo\`.`
        : `A promotion into this database was not finished: run \`portress promote\` once more, where ${counterpart} is. Until then nothing is served from here.`,
    );
    this.name = 'DataElsewhere';
    this.code = state === 'moved' ? 'promoted' : 'promotion_unfinished';
  }
}

/** @throws DataElsewhere where somebody is about to serve, or change, what is not to be served from here */
export async function refuseElsewhere({ dialect, read }: Database): Promise<void> {
  if ((await read.first(hasTable[dialect], {})) === undefined) return;
  const found = await read.first(findWhereabouts, {});
  if (found !== undefined && found.state !== 'here') throw new DataElsewhere(found);
}
