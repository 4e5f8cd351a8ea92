import { erased, exported, type PersonalData } from '#platform/personal-data.ts';

export const passwordData: PersonalData = {
  tables: [
    {
      table: 'passwords',
      as: 'password',
      rows: 'one',
      reach: 'account_id = :account_id',
      order: ['account_id'],
      columns: {
        account_id: erased('the account is named once'),
        hash: erased('a secret: whoever has it can guess the password without asking the service'),
        changed_at: exported('changed_at', { kind: 'instant' }),
        failures: exported('wrong_guesses_in_a_row'),
      },
    },
    {
      table: 'decoy_guesses',
      why: 'numbers that nobody reads: what a guess at an unknown name costs is written here',
      columns: ['slot', 'guesses'],
    },
  ],
};
