import { kept, type PersonalData } from '#platform/personal-data.ts';

const forOthers = 'tells other services that keep a table of people that this one has gone; removed 90 days after that';

export const accountEventData: PersonalData = {
  tables: [
    {
      table: 'account_events',
      as: null,
      rows: 'one',
      reach: 'account_id = :account_id',
      order: ['account_id'],
      columns: {
        account_id: kept(`an opaque id that leads to nobody any more; ${forOthers}`),
        kind: kept(forOthers),
        occurred_at: kept(forOthers),
        sequence: kept(forOthers),
      },
    },
    { table: 'account_event_counter', why: 'two numbers', columns: ['id', 'last', 'forgotten'] },
  ],
};
