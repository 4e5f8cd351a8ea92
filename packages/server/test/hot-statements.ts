/** By what a statement finds the rows of a table: this stands in the condition that the index answers. */
type By = string;

export type HotStatement = {
  /** As PostgreSQL knows it. */
  name: string;
  /** What it is for, as the page says it. */
  about: string;
  /** Of every table that it looks into. */
  by: Readonly<Record<string, By>>;
  /** Rows of its tables that it may look at. */
  most: number;
};

/** A table of one row, which has no need of an index. */
export const theOnlyRow: By = 'the only row';

/** How many callers of the test ask at once, and how many contacts a page has. */
export const callers = 3;
const pageLength = 50;

/**
 * What is sent for what people and their apps do all day, in the order of that day. Each finds its rows by an account, by
 * something that is one account's alone, or by a number that only grows.
 */
export const hotStatements: readonly HotStatement[] = [
  { name: 'sessions.rotate', about: 'a refresh', by: { sessions: 'id = ' }, most: 1 },
  {
    name: 'sessions.rotate.batch',
    about: 'refreshes that arrive at the same time',
    by: { sessions: 'id = ' },
    most: 2 * callers,
  },
  { name: 'sessions.prove_arrival', about: 'the first use of new tokens', by: { sessions: 'id = ' }, most: 1 },
  { name: 'sessions.find', about: 'a session, where a refresh was refused', by: { sessions: 'id = ' }, most: 1 },
  { name: 'accounts.read', about: 'an account that is not in memory', by: { accounts: 'id = ' }, most: 1 },
  { name: 'accounts.find_by_email', about: 'a sign-in by e-mail', by: { accounts: 'email_canonical = ' }, most: 1 },
  { name: 'accounts.find_by_username', about: 'by username', by: { accounts: 'username_canonical = ' }, most: 1 },
  { name: 'known_devices.find', about: 'whether the device is known', by: { known_devices: 'account_id = ' }, most: 1 },
  { name: 'passwords.take_guess', about: 'one guess at the password', by: { passwords: 'account_id = ' }, most: 1 },
  { name: 'sessions.create', about: 'the session begins', by: { accounts: 'id = ' }, most: 1 },
  { name: 'sessions.list', about: 'the devices of an account', by: { sessions: 'account_id = ' }, most: 20 },
  { name: 'sessions.end', about: 'a sign-out', by: { sessions: 'id = ' }, most: 1 },
  {
    name: 'revocations.next_sequence',
    about: 'the number of a revocation',
    by: { revocation_counter: theOnlyRow },
    most: 1,
  },
  {
    name: 'revocations.list_after',
    about: 'what a node has not heard of yet',
    by: { revocations: 'sequence > ' },
    most: 20,
  },
  { name: 'address_books.find', about: 'whose contacts', by: { address_books: 'account_id = ' }, most: 1 },
  { name: 'contacts.list', about: 'a page of contacts', by: { contacts: 'book_key = ' }, most: pageLength + 1 },
  {
    name: 'contacts.find_q',
    about: 'a search in the contacts',
    by: { contacts: 'scoped_trigrams(book_key|id = ' },
    most: 40,
  },
  {
    name: 'contacts.list_birthdays',
    about: 'the next birthdays',
    by: { contacts: 'book_key = ' },
    most: 2 * pageLength,
  },
];
