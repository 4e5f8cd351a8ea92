import { erased, exported, type PersonalData } from '#platform/personal-data.ts';

const chain = 'tells the tokens of one session apart, and nothing of the person';

/** Sessions that have ended are kept for some days, and shown as long as they are. */
export const sessionData: PersonalData = {
  tables: [
    {
      table: 'sessions',
      as: 'sessions',
      rows: 'many',
      reach: 'account_id = :account_id',
      order: ['created_at', 'id'],
      columns: {
        id: exported('id'),
        account_id: erased('the account is named once'),
        seed_hash: erased('belongs to a secret'),
        key_id: erased(chain),
        generation: erased(chain),
        window_at: exported('last_used_at', { kind: 'instant' }),
        reissues: erased(chain),
        proved_at: erased(chain),
        generation_at: erased(chain),
        late_generation: erased(chain),
        late_streak: erased(chain),
        absolute_at: exported('expires_at_the_latest', { kind: 'instant' }),
        ended_at: exported('ended_at', { kind: 'instant' }),
        ended_reason: exported('ended_reason'),
        epoch: erased(chain),
        chain_epoch: erased(chain),
        transport: exported('transport'),
        created_at: exported('created_at', { kind: 'instant' }),
        device_name: exported('device_name'),
        user_agent: exported('user_agent'),
        ip: exported('ip'),
        country: exported('country'),
      },
    },
  ],
};
