import { erased, kept, type PersonalData } from '#platform/personal-data.ts';

const untilGone =
  'the file has to be removed from where it lies, also when that is away for a day; the row goes with it';

/** `accounts.avatar_key` stands with its table. */
export const avatarFileData: PersonalData = {
  tables: [
    {
      table: 'avatar_files',
      as: 'pictures',
      rows: 'many',
      reach: 'account_id = :account_id',
      order: ['account_id', 'key'],
      columns: {
        key: kept(`names a file and no person; ${untilGone}`, 'key'),
        account_id: erased('the account is named once'),
        created_at: kept(untilGone, 'created_at', { kind: 'instant' }),
        remove_at: kept(untilGone, 'removed_after', { kind: 'instant' }),
        tries: kept(untilGone),
      },
    },
  ],
};
