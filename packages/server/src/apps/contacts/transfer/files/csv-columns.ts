/** What a column is for. `rank`: which of several e-mail addresses or numbers comes first. */
export type Column =
  | { is: 'id' | 'first' | 'own-first' | 'middle' | 'last' | 'full' | 'nickname' | 'organization' }
  | { is: 'birthday' | 'notes' | 'favorite' | 'labels' | 'nothing' }
  | { is: 'email' | 'phone'; rank: number };

/** Ours, in the order in which they are written. */
export const ownColumns = ['first_name', 'last_name', 'email', 'phone', 'birthday', 'notes', 'favorite', 'id'] as const;

const named = (is: Exclude<Column['is'], 'email' | 'phone'>, ...names: string[]): [string, Column][] =>
  names.map((name) => [name, { is }]);
/** The first of them is the one that is kept where there are several. */
const ranked = (is: 'email' | 'phone', ...names: string[]): [string, Column][] =>
  names.map((name, rank) => [name, { is, rank }]);

/** Ours, Google's of today and of before, Outlook's, and what people write over a list of their own. */
const columns = new Map<string, Column>([
  ...named('id', 'id'),
  ...named('own-first', 'first_name'),
  ...named('first', 'first name', 'given name'),
  ...named('middle', 'middle name', 'additional name'),
  ...named('last', 'last_name', 'last name', 'family name'),
  ...named('full', 'name', 'full name', 'display name'),
  ...named('nickname', 'nickname'),
  ...named('organization', 'organization name', 'organization 1 - name', 'company'),
  ...named('birthday', 'birthday'),
  ...named('notes', 'notes'),
  ...named('favorite', 'favorite', 'favourite'),
  ...named('labels', 'labels', 'group membership', 'categories'),
  ...ranked('email', 'email', 'e-mail', 'email address', 'e-mail address', 'e-mail 2 address', 'e-mail 3 address'),
  ...ranked(
    'phone',
    'phone',
    'phone number',
    'primary phone',
    'mobile phone',
    'mobile',
    'home phone',
    'home phone 2',
    'business phone',
    'business phone 2',
    'other phone',
    'company main phone',
    'car phone',
  ),
]);
/** Google numbers its columns; what an address or a number is called has no place here, and is nobody's loss. */
const numbered = /^(e-mail|phone) ([1-9]\d?) - (value|type|label)$/;
/** Outlook says with them how an address is shown and sent. */
const aboutEmail = /^e-mail (?:[23] )?(?:type|display name)$/;

const longestName = 64;

/** @returns undefined for a column that nobody knows */
export function findColumn(name: string): Column | undefined {
  if (name.length > longestName) return undefined;
  const known = name.trim().toLowerCase();
  const [, kind, number, part] = numbered.exec(known) ?? [];
  if (part !== undefined && part !== 'value') return { is: 'nothing' };
  if (kind !== undefined) return { is: kind === 'phone' ? 'phone' : 'email', rank: Number(number) };
  return aboutEmail.test(known) ? { is: 'nothing' } : columns.get(known);
}
