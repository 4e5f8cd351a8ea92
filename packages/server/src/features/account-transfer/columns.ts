/** What an import takes and an export gives, in the order of the export; `password_salt` and `disabled` are taken only. */
export const exportColumns = [
  'id',
  'email',
  'email_verified',
  'username',
  'first_name',
  'last_name',
  'role',
  'status',
  'locale',
  'time_zone',
  'country',
  'created_at',
] as const;
export const columns = [...exportColumns, 'password_hash', 'password_salt', 'disabled'] as const;
export type Column = (typeof columns)[number];

/** The cells of one row that are not empty. */
export type Cells = Partial<Record<Column, string>>;

/** What others call them, without regard to case and to the signs between words: `dateJoined` is `date_joined`. */
const otherNames: Readonly<Record<Column, string>> = {
  id: 'uid user_id uuid local_id',
  email: 'mail e_mail email_address',
  email_verified: 'email_verified_at is_verified verified email_confirmed confirmed is_confirmed',
  username: 'user_name login nickname',
  first_name: 'given_name forename',
  last_name: 'family_name surname',
  role: 'user_role',
  status: 'is_active active enabled',
  locale: 'language lang',
  time_zone: 'tz zoneinfo',
  country: 'country_code',
  created_at: 'created date_joined joined_at registered_at signed_up_at',
  password_hash: 'password hashed_password encoded_password hash',
  password_salt: 'salt',
  disabled: 'is_disabled suspended is_suspended blocked',
};

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const known = new Map<string, Column>(
  columns.flatMap((column) => [column, ...otherNames[column].split(' ')].map((name) => [bare(name), column] as const)),
);

/** Names of the file by the operator's own word, such as `displayName` → `first_name`. */
export type ColumnNames = ReadonlyMap<string, Column>;

/** @returns undefined for a name that means nothing here */
export const findColumn = (name: string, given: ColumnNames): Column | undefined =>
  given.get(name) ?? known.get(bare(name));

/**
 * @param text `theirs=ours`, several with commas between them
 * @throws Error naming what cannot be read
 */
export function parseColumnNames(text: string): ColumnNames {
  const names = new Map<string, Column>();
  for (const pair of text.split(',')) {
    const [theirs = '', ours = ''] = pair.split('=').map((part) => part.trim());
    const column = columns.find((one) => one === ours);
    if (theirs === '' || column === undefined)
      throw new Error(`"${pair}" is not of the form THEIRS=OURS, where OURS is one of ${columns.join(', ')}`);
    names.set(theirs, column);
  }
  return names;
}
