import { randomId } from '#platform/crypto/random.ts';
import type { Secrets } from '#platform/crypto/secrets.ts';
import type { Transaction } from '#platform/database/database.ts';
import type { Mail } from './mail.ts';
import { createMail } from './store.ts';

/**
 * Puts a mail into the outbox in the transaction of what caused it: a change that is rolled back mails nothing,
 * one that stands mails for certain. The whole of it is sealed, because its links and codes are live.
 * The caller wakes the outbox once the transaction has committed.
 */
export async function queueMail(context: { secrets: Secrets }, transaction: Transaction, mail: Mail): Promise<void> {
  const id = randomId();
  await createMail(transaction, {
    id,
    kind: mail.kind,
    account_id: mail.accountId,
    sealed_message: context.secrets.seal('outbox', JSON.stringify(mail), id),
  });
}
