import type { Database, Executor, Transaction } from '#platform/database/database.ts';
import { statement } from '#platform/database/statement.ts';

/** A mail that was not sent but kept, for development. */
export type InboxMail = { id: string; sealed_message: Uint8Array; created_at: number };

/** More than anybody looks through; older ones go. */
const kept = 200;

const insert = statement<{ id: string; sealed_message: Uint8Array }>(
  'inbox_mails.create',
  `INSERT INTO inbox_mails (id, sealed_message, created_at) VALUES (:id, :sealed_message, now_ms())
   ON CONFLICT (id) DO NOTHING`,
);
const trim = statement<{ kept: number }>(
  'inbox_mails.delete_old',
  `DELETE FROM inbox_mails WHERE id NOT IN
     (SELECT id FROM inbox_mails ORDER BY created_at DESC, id DESC LIMIT CAST(:kept AS bigint))`,
);
const every = statement<Record<never, never>>('inbox_mails.delete_every', 'DELETE FROM inbox_mails');
const newest = statement<{ kept: number }, InboxMail>(
  'inbox_mails.list',
  'SELECT id, sealed_message, created_at FROM inbox_mails ORDER BY created_at DESC, id DESC LIMIT CAST(:kept AS bigint)',
);

/** A mail with an id that is there already is the same mail once more, and is not kept twice. */
export const createInboxMail = (database: Database, id: string, sealedMessage: Uint8Array): Promise<void> =>
  database.transaction(async (transaction) => {
    await transaction.change(insert, { id, sealed_message: sealedMessage });
    await transaction.change(trim, { kept });
  });

export const deleteEveryInboxMail = (transaction: Transaction): Promise<number> => transaction.change(every, {});

/** Newest first. */
export const listInboxMails = (executor: Executor): Promise<InboxMail[]> => executor.all(newest, { kept });
