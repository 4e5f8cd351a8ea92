import type { Contact } from '@portress/sdk';

export type ListRow =
  | { kind: 'letter'; letter: string; key: string }
  | { kind: 'contact'; contact: Contact; key: string };

/** The contacts with a heading wherever the letter changes. */
export function rowsOf(contacts: readonly Contact[], letterOf: (contact: Contact) => string): ListRow[] {
  const rows: ListRow[] = [];
  let before: string | undefined;
  for (const contact of contacts) {
    const letter = letterOf(contact);
    if (letter !== before) rows.push({ kind: 'letter', letter, key: `before ${contact.id}` });
    rows.push({ kind: 'contact', contact, key: contact.id });
    before = letter;
  }
  return rows;
}

export const rowHeight = (row: ListRow | undefined): number => (row?.kind === 'letter' ? 36 : 56);
