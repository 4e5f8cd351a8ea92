import { erased, exported, type PersonalData } from '#platform/personal-data.ts';
import { deleteMailsOf } from './store.ts';

/** Which mails were sent or wait, never what is in them: their links are live. */
export const outboxData: PersonalData = {
  tables: [
    {
      table: 'outbox',
      as: 'mails',
      rows: 'many',
      reach: 'account_id = :account_id',
      order: ['created_at', 'id'],
      columns: {
        id: erased('a random name of the row'),
        kind: exported('kind'),
        account_id: erased('the account is named once'),
        sealed_message: erased('holds live links and codes; wiped when the mail is sent'),
        tries: exported('tries'),
        created_at: exported('queued_at', { kind: 'instant' }),
        next_try_at: exported('next_try_at', { kind: 'instant' }),
        claimed_until: erased('which process is sending it'),
        sent_at: exported('sent_at', { kind: 'instant' }),
        failed_at: exported('failed_at', { kind: 'instant' }),
        last_error: exported('last_error'),
      },
    },
    {
      table: 'inbox_mails',
      why: 'only in development, where no mail leaves the machine: sealed, 200 at most, of nobody in particular',
      columns: ['id', 'sealed_message', 'created_at'],
    },
  ],
  // What waits for somebody who has gone is not sent any more, and what was sent is not remembered.
  erase: async (transaction, accountId) => {
    await deleteMailsOf(transaction, accountId);
  },
};
