import { erased, exported, kept, type PersonalData } from '#platform/personal-data.ts';
import { clearPersonalPartOf } from './clear-event-origins.ts';

const accountability =
  'that something was done, and when, can be asked for after the account has gone: docs/decisions/0018-what-stays-of-an-erased-account.md';

const seal =
  'shows that no line was changed or removed: docs/decisions/0020-audit-events-are-sealed-after-they-are-written.md';

/** Where an administrator did it, the device and the address are theirs, and nothing that the person may be told. */
const ofThePerson = (column: string): string =>
  `CASE WHEN actor_id IS NULL OR actor_id = account_id THEN ${column} END`;

export const auditData: PersonalData = {
  tables: [
    {
      table: 'audit_events',
      as: 'security_events',
      rows: 'many',
      reach: 'account_id = :account_id',
      order: ['created_at', 'id'],
      columns: {
        id: kept(accountability, 'id'),
        type: kept(accountability, 'type'),
        account_id: kept(`an opaque id that leads to nobody any more; ${accountability}`),
        actor_id: kept(`an opaque id; not shown, because it is another person. ${accountability}`),
        session_id: exported('session_id', { sql: ofThePerson('session_id') }),
        ip: exported('ip', { sql: ofThePerson('ip') }),
        user_agent: exported('user_agent', { sql: ofThePerson('user_agent') }),
        request_id: erased('a random name of one request, by which its lines are found in a log'),
        details: kept(`small, public and about the deed, never about the person; ${accountability}`, 'details', {
          kind: 'json',
        }),
        created_at: kept(accountability, 'created_at', { kind: 'instant' }),
        sequence: kept(seal),
        seal_key_id: kept(seal),
        personal_mac: kept(`${seal}; keyed, so that nothing can be found by it`),
        mac: kept(seal),
      },
    },
    { table: 'event_counts', why: 'how many events there were each day', columns: ['day', 'type', 'slot', 'events'] },
    { table: 'audit_head', why: 'how many lines there are', columns: ['id', 'last', 'seal_key_id', 'mac'] },
    { table: 'audit_gaps', why: 'numbers of lines that went', columns: ['first', 'last', 'seal_key_id', 'mac'] },
  ],
  erase: async (transaction, accountId) => {
    await clearPersonalPartOf(transaction, accountId);
  },
};
