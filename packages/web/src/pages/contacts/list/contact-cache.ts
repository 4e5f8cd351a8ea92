import type { Contact } from '@portress/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { type ContactList, contactPagesQuery, listsKey, mostReadAgain } from './contact-pages.ts';
import type { ListSearch } from './list-search.ts';

export const contactKey = (id: string) => ['contacts', 'one', id];
export const birthdaysKey = ['contacts', 'birthdays'];

const mapLists = (client: QueryClient, change: (contacts: Contact[]) => Contact[]) =>
  client.setQueriesData<ContactList>(
    { queryKey: listsKey },
    (list) => list && { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) },
  );

/** Shows a changed contact where it stood. */
export function showChanged(client: QueryClient, contact: Contact): void {
  client.setQueryData(contactKey(contact.id), contact);
  mapLists(client, (contacts) => contacts.map((one) => (one.id === contact.id ? contact : one)));
}

/** Where a contact stands, only the service knows: the beginning of each list is read again. */
export function readAgain(client: QueryClient): void {
  client.setQueriesData<ContactList>(
    { queryKey: listsKey },
    (list) =>
      list && {
        pages: list.pages.slice(0, mostReadAgain),
        pageParams: list.pageParams.slice(0, mostReadAgain),
      },
  );
  void client.invalidateQueries({ queryKey: listsKey });
  void client.invalidateQueries({ queryKey: birthdaysKey });
}

export function forgetContact(client: QueryClient, id: string): void {
  mapLists(client, (contacts) => contacts.filter((one) => one.id !== id));
  client.removeQueries({ queryKey: contactKey(id) });
  void client.invalidateQueries({ queryKey: birthdaysKey });
}

export function knownContact(client: QueryClient, id: string): Contact | undefined {
  for (const [, list] of client.getQueriesData<ContactList>({ queryKey: listsKey })) {
    const found = list?.pages.flatMap(({ items }) => items).find((one) => one.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Who stands behind this one in the list that is shown, or before it where it was the last. */
export function neighbourOf(client: QueryClient, search: ListSearch, id: string): Contact | undefined {
  const list = client.getQueryData<ContactList>(contactPagesQuery(search).queryKey);
  const contacts = list?.pages.flatMap(({ items }) => items) ?? [];
  const place = contacts.findIndex((one) => one.id === id);
  return place === -1 ? undefined : (contacts[place + 1] ?? contacts[place - 1]);
}
