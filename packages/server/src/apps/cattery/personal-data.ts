import type { PersonalData } from '#platform/personal-data.ts';

/**
 * The cattery is a common list that everybody signed in keeps together. An owner is an entry of it, made by whoever it
 * was: no row refers to an account, nor is it noted who made it, so there is nothing to export or to erase with one. An
 * address in it is an entry's, also where it happens to be an account's: moderators change it, administrators remove it.
 */
export const catteryData: PersonalData = {
  tables: [
    {
      table: 'owners',
      why: 'entries of a list that everybody keeps together; none refers to an account',
      columns: ['id', 'email', 'email_canonical', 'name', 'name_sort', 'created_at', 'updated_at'],
    },
    {
      table: 'cats',
      why: 'cats, each of an owner of the same list',
      columns: [
        'id',
        'nickname',
        'nickname_sort',
        'age',
        'description',
        'vaccinated_at',
        'owner_id',
        'created_at',
        'updated_at',
      ],
    },
  ],
};
