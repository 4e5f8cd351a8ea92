import type { Session } from '#features/sessions/store.ts';
import type { Database } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

const insertAccount = statement<{ id: string; status: string }>(
  'test.owner',
  `INSERT INTO accounts (id, email, email_canonical, role, status, epoch, credential_version, created_at, updated_at)
   VALUES (:id, :id, :id, 'user', :status, 4, 2, 0, 0)`,
);
const insertSession = statement<Omit<Session, 'country'>>(
  'test.session',
  `INSERT INTO sessions (id, account_id, seed_hash, key_id, generation, window_at, reissues, proved_at, generation_at,
     late_generation, late_streak, absolute_at, ended_at, ended_reason, epoch, chain_epoch, transport, created_at, device_name,
     user_agent, ip)
   VALUES (:id, :account_id, :seed_hash, :key_id, :generation, :window_at, :reissues, CAST(:proved_at AS bigint), :generation_at,
     :late_generation, :late_streak, :absolute_at, CAST(:ended_at AS bigint), CAST(:ended_reason AS text), :epoch,
     CAST(:chain_epoch AS integer), :transport, :created_at, CAST(:device_name AS text), CAST(:user_agent AS text),
     CAST(:ip AS text))`,
);
const deleteEvery = statement<Record<never, never>>('test.no_session', 'DELETE FROM sessions');
const everySession = statement<Record<never, never>, Session>(
  'test.every_session',
  'SELECT * FROM sessions ORDER BY id',
);

/** An account of version 2 and epoch 4. */
export const givenOwner = (database: Database, id: string, status = 'active'): Promise<number> =>
  database.write.change(insertAccount, { id, status });

/** A session in any state whatever, also one that no sequence of requests would lead to. */
export async function givenRow(
  database: Database,
  row: Pick<Session, 'id' | 'account_id' | 'seed_hash' | 'absolute_at'> & Partial<Session>,
): Promise<void> {
  const { country: _, ...columns } = { ...untouched, ...row };
  await database.write.change(insertSession, columns);
}

const untouched = {
  key_id: 1,
  generation: 1,
  window_at: 0,
  reissues: 0,
  proved_at: null,
  generation_at: 0,
  late_generation: 0,
  late_streak: 0,
  ended_at: null,
  ended_reason: null,
  epoch: 4,
  chain_epoch: null,
  transport: 'body',
  created_at: 0,
  device_name: null,
  user_agent: null,
  ip: null,
  country: null,
} as const;

/** Every row, in the order of their ids. */
export const rowsOf = (database: Database): Promise<Session[]> => database.read.all(everySession, {});

export const removeRows = (database: Database): Promise<number> => database.write.change(deleteEvery, {});
